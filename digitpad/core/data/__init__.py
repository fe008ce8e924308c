"""Data: the digits a network learns from, read from files, chosen and distorted.

dataset     MNIST and its like, and what a program does with them before training
data_spec   which images a run learns from, and how many
people      what 164 people wrote on tablets, invented digits, and MNIST together with them
hands       a hand: what one person wrote, and which digits it is; its file
augment     random distortions: new images of the same digits, also ahead of training
"""
