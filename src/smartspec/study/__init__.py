"""A study file goes through the whole chain to an evidence pack."""
