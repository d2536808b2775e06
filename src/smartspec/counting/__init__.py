"""From records to counts: fractional counting as expressions that any engine runs."""
