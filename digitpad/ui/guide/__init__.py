"""The guide: chapters in Markdown, in a window of their own, and the ways into it.

guide_window   its text, and the window: contents, text, search
guide_help     the menu Help, F1, and links that show what they speak of
"""
