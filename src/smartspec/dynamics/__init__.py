"""What changes over time, what foretells it, and how well it did."""
