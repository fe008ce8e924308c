"""The runs that are kept, and what a crash left of them."""
