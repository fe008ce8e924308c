"""Inside: what goes on in a network, in exact numbers.

explain       what contributes to an answer, and what excites a neuron
health        how well each layer learns
laboratory    changed copies of a network
slow_motion   one mini-batch, one equation at a time
"""
