"""Data: the digits a network learns from, read from files, chosen and distorted.

dataset     MNIST and data in the same form, made ready for a network
data_spec   which images a run learns from, and how many
people      what 164 people wrote on tablets, invented digits, and MNIST together with them
hands       a hand, the labelled digits of one person, and its file
augment     random distortions: new images of the same digits, also ahead of training
"""
