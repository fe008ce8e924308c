"""Network files, data folders and exports: what the menu File does."""
