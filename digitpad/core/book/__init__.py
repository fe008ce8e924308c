"""The experiments of the book, as data: questions, runs, the book's numbers, and verdicts on ours.

experiments   the experiments themselves
trials        their parts, and their results beside the book's
one_neuron    a single neuron that unlearns a mistake, in plain floats
curves        the book's own lines, and how far they are from ours
figures       the results of several seeds, and the bound that tells a difference from chance
findings      which answer the figures of each experiment support
best_value    which value is best in a person's own experiment
"""
