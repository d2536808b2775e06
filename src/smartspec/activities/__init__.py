"""Vocabulary of activities: technology fields, the groups they form, and rows that are totals."""
