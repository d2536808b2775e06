"""Published statistics in SDMX: from what a site exports or answers to the activity table."""
