"""Measuring: what takes longer than the window may wait, on threads of its own."""
