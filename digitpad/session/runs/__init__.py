"""Runs: one, all of them, side by side, and as the experiments of the book."""
