"""The network, its training and the reading of drawings: NumPy, and never Qt.

Begin with `network.py`, which needs nothing here but `costs.py` and `neurons.py`; then
`learning/sgd.py` and `inside/slow_motion.py`. Around them stand rooms, of which no two import each
other:

    learning/  how a network is trained, measured and stopped
    data/      the digits it learns from
    ink/       turns a drawing or a photo into an image like those of MNIST
    inside/    shows what a network does with an image, and why
    book/      the book's experiments as data

and single modules: `verdict` says how outputs are read, `evaluation` how good a network is and
where it fails; `damage` distorts digits to test it, `digit_map` shows which digits it finds alike,
`personal` teaches it one person's hand, `network_file` and `files` read and write it, and `text`
shortens quotations and words reasons.
"""
