"""The tab Experiments: those of the book, each a question, a guess, a figure and a verdict.

experiments_panel   the tab, and in it what an experiment is about, the guess, and its buttons
experiment_chart    its figure, and its numbers beside the book's
"""
