"""Training in a process of its own, so that it never holds up the window.

worker     the process: its messages, the data it has loaded, and a run
trainer    the window's end: starts the process, sends commands, tells what comes back
process    starts a process that imports digitpad alone
"""
