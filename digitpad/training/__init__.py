"""The training process, and the window's end of the pipe to it."""
