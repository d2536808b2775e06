"""Real data that ship with the package, with their sources and caveats."""
