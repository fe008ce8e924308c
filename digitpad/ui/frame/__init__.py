"""The frame around the drawing and the tabs: the window, its menus and its status bar.

window                          the main window: canvas, tabs, menus, beginning and end
shared                          what several rooms use
panel                           the base of all tabs, also of one made when it is first shown
actions                         an action as a row, and the menus made of all rows, or of files
facts_bar                       the status bar, with the line that explains everything
"""
