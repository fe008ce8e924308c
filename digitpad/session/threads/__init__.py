"""Other threads than the window's: they work, and the window's thread is told.

background  one thread for files and disks: one piece of work after the other
requests    what was asked of a thread, and who is told what it finds out

Slow questions about networks and data have a thread of their own: `session/measurer.py`.
"""
