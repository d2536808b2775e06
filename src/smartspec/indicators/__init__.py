"""Pure formulas on labelled arrays, one family a file, and the catalogue that lists them."""
