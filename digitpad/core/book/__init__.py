"""The experiments of the book's chapters 3 and 5, as data.

`experiments.py` lists them, `trials.py` says what one consists of. `findings.py` says which answer
the figures support, and `results.py` puts figures and verdict into words.
"""
