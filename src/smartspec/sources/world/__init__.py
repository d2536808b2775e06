"""A made-up world of patents whose truth is known, in the form of OECD's REGPAT."""
