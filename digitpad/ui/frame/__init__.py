"""The frame around the drawing and the tabs: the window, its menus and its status bar.

window, tabbed_window           the main window, and what it does with the canvas and the tabs
shared                          what several rooms use
panel                           the base of all tabs, also of one made when it is first shown
actions                         an action as a row, and the menus made of all rows
facts_bar, explanation_line     the status bar, and the line in it that explains everything
help_dialogs                    the dialogs of the menu Help
end_of_session                  keeps what is trained when the system ends the program
"""
