"""Kept: what is on disk so that neither a crash nor a closed window costs it."""
