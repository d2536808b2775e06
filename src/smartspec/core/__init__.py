"""What every room needs and none owns: errors, provenance, safe writing."""
