"""Inside: what goes on in a network, in exact numbers.

explain       what each neuron and each pixel adds to an answer
excitement    which images make a neuron active
health        how well each layer learns
laboratory    changed copies of a network
slow_motion   one mini-batch, one equation at a time
"""
