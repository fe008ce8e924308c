"""The tab Inside: what neurons have learnt, and what they do with the drawing.

inside_panel                       puts the views together, and refreshes them in turns
seen                               what the views look at: a network, a drawing, a neuron
network_diagram, diagram_*         the network as a picture: what it shows, where, how it is painted
weight_tiles                       the weights of the first layer
views                              the tabs at the right; the line above a view
neuron_view, answers_by_digit      one neuron, and when it is active
cells                              its sum, written out cell by cell
why_view                           what speaks for and against an answer
laboratory_view, laboratory_controls   changed copies of the network
neuron_ranking                     which neuron matters most
learning_view, layer_pictures      how well each layer learns
slow_motion_view, slow_motion_parts, written_moments  mini-batches, equation by equation
neuron_search                      choosing a neuron by number
pointing                           neurons and pixels that are pointed at
"""
