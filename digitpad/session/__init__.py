"""What the program knows and decides, without widgets.

The session is the one place where state changes: `in_use.py` which network is in use, `session.py`
all else; `facts.py` has the values that it announces. Around them stand rooms and a few modules:

    drawing/    the drawing, its undo, and what the network reads in it
    hands/      whose digits: labelled, collected, read and learnt
    runs/       a run, all runs, their comparison, the experiments
    kept/       what is kept on disk
    measuring/  slow questions about networks and data
    threads/    other threads than the window's, and when they work

    opened_files                    opens and saves network files
    preferences, preference_keeper  what is remembered from one start to the next
    weak_method                     calls that do not keep an object alive
"""
