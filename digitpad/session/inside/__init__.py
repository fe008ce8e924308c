"""What the tab Inside says, as functions of what was measured.

seen               a network, how it reads the drawing, and the chosen neuron
words              the headlines, the names of neurons, what the picture says
neuron_words       one neuron's sum, term by term
why_words          what decides between two outputs
laboratory_words   what is changed in a copy
layer_chart        the layers: gradients, weights, z and activations, as charts
slow_motion_words  one mini-batch, and the step of one weight
"""
