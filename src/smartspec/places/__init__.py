"""Vocabulary of places: economies, the groups they form, and the rows that are no place at all."""
