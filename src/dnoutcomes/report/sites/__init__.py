"""One report per site."""
