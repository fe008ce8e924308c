"""Charts: what a plot draws and reads out, without any widget.

chart              traces of curves over one another, with their names and marks
in_sight           which of their values are in sight, and which is near a place
read_out           the trace and the place that are read out
"""
