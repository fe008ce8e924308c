"""What the tab Inside says, as functions of what was measured.

seen               a network, how it reads the drawing, and the chosen neuron
words              the headlines, and the names of neurons and layers
"""
