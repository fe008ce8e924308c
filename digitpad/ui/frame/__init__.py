"""The frame around the drawing and the tabs: the window, its menus and its status bar.

window         the main window: canvas, tabs, menus, start and end
shared         the services that several rooms use
tab            a page of the tabs, and the base of its panel
appearance     colours, and the size of text
facts_bar      the status bar, with the line of explanations
timeline       any epoch of the run in use
"""
