"""What the program is about, without widgets: the drawing, the runs, and what is remembered."""
