"""The tab Inside: what neurons have learnt, and what they do with the drawing.

inside_panel                          puts the views together, and refreshes the one in front
inside_view                           the base of the views, and what they show
choice                                the neuron that they show; rows that choose one
network_diagram, diagram_layout       the network as a picture
neuron_view                           one neuron: its weights, its sum, and images that excite it
weight_tiles                          the weights of all neurons of the first layer
why_view                              why a digit is read, rather than another one
laboratory_view, laboratory_controls  changes in a copy of the network
learning_view                         how well each layer learns
slow_motion_view, slow_motion_texts   mini-batches, equation by equation
"""
