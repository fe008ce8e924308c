"""The experiments of the book, as data: runs, questions, the book's numbers, and what ours say.

experiments   the experiments themselves
trials        what they are made of, and what comes out, beside the book's
findings      which answer the figures of each one support
best_value    which of several values is best, of a person's own experiment
"""
