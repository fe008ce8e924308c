"""The guide: chapters in Markdown, in a window of their own, and the ways into it.

chapters       the chapters, their places, and a search through them
guide_window   the window: contents, search, text
guide_help     the menu's actions, F1, and links that show what they speak of
"""
