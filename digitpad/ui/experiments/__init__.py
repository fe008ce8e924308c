"""The tab Experiments, the book's and a person's own: question, guess, figure and verdict.

experiments_panel   the tab, and in it what an experiment is about, the guess, and its buttons
own_question        where a person asks her own question
experiment_chart    its figure, and its numbers beside the book's
"""
