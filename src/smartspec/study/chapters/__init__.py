"""The chapters of a report: findings put into sentences, charts and tables."""
