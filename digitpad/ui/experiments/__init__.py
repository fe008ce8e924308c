"""The tab Experiments: those of the book and a person's own, each a question, a guess, a figure and a verdict.

experiments_panel   the tab, and in it what an experiment is about, the guess, and its buttons
own_question        where a person asks her own question
experiment_chart    its figure, and its numbers beside the book's
"""
