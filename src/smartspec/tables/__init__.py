"""The data model: the activity table, the labelled matrix, results, and how they are read."""
