"""What the OECD profile of 2012 says of cluster policies, and what the data say beside it."""
