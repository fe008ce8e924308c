"""The network, its training and the reading of drawings: NumPy, and never Qt.

Begin with `network.py`, which needs nothing here but `costs.py` and `neurons.py`; then
`learning/sgd.py` and `inside/slow_motion.py`. Nothing here imports in a circle, but for methods of
`Network` that hand over to `learning`.

network         a network, its answer, and one step of gradient descent
neurons, costs  a row for each kind of neurons, and for each cost
learning        how a network is trained, measured and stopped
data            the digits it learns from
ink             turns a drawing or a photo into an image like those of MNIST
verdict         how ten outputs are read
evaluation      how good a network is, and where it fails
stories         when each digit was learnt
damage          distorts digits to test it
digit_map       which digits it finds alike
inside          what a network does with an image, and why
personal        teaches it one person's hand
book            the book's experiments as data
network_file    reads and writes networks
files, text     bounded reading and whole writing; quotations and reasons in words
"""
