"""The drawing as it grows, the way back through it, and what the network reads in it."""
