"""Learning: gradient descent, the settings it starts from, and what it reports.

sgd               the loop over epochs, and when it ends: begin here
descent, kernel   its mini-batch steps, laid out for NumPy, and compiled; the faster one is taken,
                  or the book's loop for a network with methods of its own
compiled          how functions, and the formulas of neurons, become compiled code
settings          what a person sets: hidden layers, cost, learning rate, epochs, ...
early_stopping    when a run that no longer improves ends, or halves its learning rate
monitoring        cost, accuracy and gradients, measured on a data set
epoch             what training reports, and how settings change on the way
"""
