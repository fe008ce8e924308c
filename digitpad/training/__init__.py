"""Training in a process of its own, so that it never holds up the window.

worker     what the process does: its messages, the data it has loaded, and a run
process    the window's end: starts a process that imports digitpad alone, and talks to it
"""
