"""Learning: what is chosen before training, and gradient descent until the last epoch.

`sgd.py` has the loop over epochs, `descent.py` its mini-batch steps, `kernel.py` the same steps
compiled; `epoch.py` says what training reports.
"""
