"""What the program is about, without widgets.

`session.py` is the one place where state changes; `facts.py` are the values it tells. Around it:

    drawing/    the drawing, its undo, and what the network reads in it
    runs/       a run, all runs, their comparison, the experiments
    kept/       what is kept on disk
    measuring/  looking through many images, beside the window's thread
"""
