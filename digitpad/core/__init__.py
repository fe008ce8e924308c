"""The network, its training and the reading of drawings: NumPy, and never Qt.

Begin with `network.py`, which needs nothing here but `costs.py`. Around it stand rooms:

    learning/  how a network is trained, measured and stopped
    data/      the digits it learns from
    ink/       turns a drawing or a photo into an image like those of MNIST
    files/     writes and checks files: networks as JSON, curves as CSV
    inside/    shows what a network does with an image, and why
    evaluation/  how good a network is, and where it fails
    book/      the book's experiments as data

`personal.py` teaches a network one person's hand. `text.py` has what several of them need: short
quotations, and reasons in words.
"""
