"""Training in a process of its own, so that it never holds up the window.

trainer    the window's end: starts the process, sends commands, reports what comes back
messages   the commands and reports that cross the pipe
process    starts a process that imports digitpad alone
worker     the training process itself: loads data, and does one job after the other
jobs       one job: drives `sgd.train`, and listens to the window between two steps
"""
