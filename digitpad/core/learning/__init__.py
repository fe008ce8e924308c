"""Learning: gradient descent, the settings it starts from, and what it reports.

sgd               the loop over epochs, and when it ends: begin here
descent, kernel   its mini-batch steps, laid out for NumPy, and compiled; the faster one is taken
hyperparameters   what a person sets: learning rate, regularization, epochs, ...
architecture      how a network is built: hidden layers, cost, first weights
monitoring        cost, accuracy and gradients, measured on a data set
average           the mean of a network's weights over several moments
epoch             what training reports, and how settings change on the way
"""
