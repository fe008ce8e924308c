"""The window: widgets that draw, show and ask.

frame        the window itself: tabs, menus, status bar and timeline
drawing      the left side: the canvas, its buttons, and the reading
train        the tab Train
runs         the tab Runs
experiments  the tab Experiments
inside       the tab Inside
mistakes     the tab Mistakes
my_digits    the tab My Digits
files        the menu File
guide        the guide, its window, and the menu Help
plots        curves, wherever they are drawn
parts        widgets, colours and actions that several rooms use
"""
