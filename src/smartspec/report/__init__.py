"""Findings made into what a reader holds: charts, tables, one HTML file, a PDF, a workbook."""
