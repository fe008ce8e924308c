"""The drawing and what the network reads in it.

drawing   strokes or a picture, as a value that never changes
board     the drawing as it grows, with undo and redo
eraser    the geometry of erasing
reading   reads the drawing whenever it changes, or the network does
"""
