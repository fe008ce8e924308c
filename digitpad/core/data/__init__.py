"""Data: the digits a network learns from, read from files, chosen and distorted.

dataset          MNIST, and what a program does with it before training
idx              MNIST's file format
data_spec        which images a run learns from, and how many
classes          what the ten outputs stand for: digits, or clothes
pen_digits       what 164 people wrote on tablets, and invented digits
written_digits   a hand: what one person wrote, and which digits it is
other_hands      MNIST together with pen digits and invented ones
augment          random distortions: a new image of the same digit
distorted_data   distorts training data in a thread, ahead of training
"""
