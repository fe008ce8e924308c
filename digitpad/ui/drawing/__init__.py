"""The drawing: the canvas, what is put on it, and what the network reads."""
