"""The experiments of the book's chapters 3 and 5, as data."""
