"""The frame around the drawing and the tabs: the window, its menus and its status bar."""
