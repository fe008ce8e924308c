"""The frame around the drawing and the tabs: the window, its menus and its status bar.

window                          the main window: canvas, tabs, menus, beginning and end
shared                          the services that several rooms use; they need no window
tab                             a page of the tabs, and the base of the panel that it makes
facts_bar                       the status bar, with the line that explains everything
"""
