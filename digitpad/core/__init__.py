"""The network, its training and the reading of drawings: NumPy, and never Qt.

Begin with `network.py`, which needs nothing here but `costs.py`. Around it stand rooms:

    learning/  how a network is trained, measured and stopped
    data/      the digits that it learns from
    ink/       a drawing or a photo becomes an image like those of MNIST
    forms/     digits as the world writes them, invented; and what is no digit
    files/     whole files, the network file, curves as CSV
    inside/    what a network does to a drawing, and why
    book/      the book's experiments
"""
