"""The tab Inside: what neurons have learnt, and what they do with the drawing.

inside_panel                          puts the views together, and refreshes them in turns
inside_view                           the base of the views, and the moment that they show
choice                                the neuron that they look at; rows that choose one
network_diagram                       the network as a picture
neuron_view                           one neuron, its answers and its sum; the weights of all
why_view                              what speaks for and against an answer
laboratory_view, laboratory_controls  changed copies of the network; which neuron matters most
learning_view                         how well each layer learns
slow_motion_view                      mini-batches, equation by equation
"""
