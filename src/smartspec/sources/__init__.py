"""From the files of each provider to the tables of records, and statistics to activity tables."""
