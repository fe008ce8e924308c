"""The network, its training and the reading of drawings: NumPy, and never Qt."""
