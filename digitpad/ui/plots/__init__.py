"""Plots: curves over the epochs of one run or of many, and their pictures for export."""
