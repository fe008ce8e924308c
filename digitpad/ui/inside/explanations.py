"""What each view of the tab Inside shows: a line above it, and the text behind the "?".

The text says where to read in the book.
"""

from digitpad.ui.inside.seen import Seen

PICTURE_LINE = "A circle fills with ink as its neuron is active; red lines add, blue subtract."
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."
PICTURE = (
    "Each circle is a neuron: the more ink, the higher its activation a = σ(z), from 0 to 1. Each "
    "line is a weight times the activation that it carries for this drawing: red adds to the next "
    "z, blue subtracts from it; the thicker, the more, beside the strongest line. Neurons that "
    "send little on are left out where there is no room; choose one with a click or the arrow "
    "keys. (The book: chapter 1, The architecture of neural networks.)"
)
TILES_LINE = "What each neuron of layer 1 looks for: ink on red raises its z, on blue lowers it."
TILES = (
    "The 784 weights of each neuron in the first layer, each where its pixel is: ink on red "
    "raises the neuron’s z, ink on blue lowers it. So a tile shows what its neuron looks for. "
    "(The book: chapter 1, A simple network to classify handwritten digits.)"
)
LINES = {
    "Neuron": "What the neuron looks for, and how it answers.",
    "Why?": "What speaks for and against an answer.",
    "Laboratory": "Change a copy of the network, and see how well it still reads.",
    "Learning": "Which layers learn, and which hardly do.",
    "Slow Motion": "One mini-batch of training, step by step.",
}
VIEWS = {
    "Neuron": (
        "A neuron adds up its weighted inputs and its bias, z = w·a + b, and answers with the "
        "activation σ(z), between 0 and 1. Below are the training images for which it is most "
        "active, one of each digit, and how active it is for all. “Arithmetic” writes the sum out, "
        "cell by cell. (The book: chapter 1, Sigmoid neurons.)"
    ),
    "Why?": (
        "An output’s z is the sum of what the neurons before it add and subtract. To find the "
        "pixels that count, the gradient of z is followed back to the input, as in "
        "backpropagation. (The book: chapter 2, The backpropagation algorithm.)"
    ),
    "Laboratory": (
        "Change a copy, and see how well it still reads, before → after. Once something is "
        "changed, the picture at the left shows the copy; what is off is ringed. Many networks "
        "hardly need some of their neurons, as dropout shows. The network itself stays as it is. "
        "(The book: chapter 3, Other techniques for regularization.)"
    ),
    "Learning": (
        "A neuron whose σ'(z) is almost 0 is saturated: it hardly learns, the book’s learning "
        "slowdown. The length of a layer’s gradient says how quickly the layer learns: the bars "
        "and the lines have a logarithmic scale. (The "
        "book: chapter 3, Weight initialization; chapter 5, The vanishing gradient problem.)"
    ),
    "Slow Motion": (
        "One mini-batch: forward through the layers, the error δ of the output, "
        "backpropagation to the layers before, and the step down the gradient. The picture at "
        "the left shows the framed example; as soon as δ is known, circles are red where it is "
        "above 0 and blue below. Another η changes the step that you see. (The book: "
        "chapter 2, The four fundamental equations behind backpropagation.)"
    ),
}


def picture_line(seen: Seen) -> str:
    """The line above the picture of the network."""
    if any(delta is not None for delta in seen.deltas or ()):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else PICTURE_LINE
