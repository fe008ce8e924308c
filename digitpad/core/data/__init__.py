"""Data: MNIST and other people's digits, chosen, read from files, and distorted."""
