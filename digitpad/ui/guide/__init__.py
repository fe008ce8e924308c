"""The guide, and the key F1.

chapters         its text, from the files in resources/guide
guide_window     its window
guide_help       the menu Help, which opens it
"""
