"""What each view of the tab Inside shows: a line above it, and a text that says more.

The text says where to read in the book. PARTS has what is in the views, by object names.
"""

from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.weight_tiles import scale_of

PICTURE_LINE = "A circle fills with ink as its neuron is active; red lines add, blue subtract."
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."
PICTURE = (
    "A circle is a neuron: the more ink, the higher its activation a = σ(z), from 0 to 1. A line "
    "is a weight times the activation that it carries for this drawing: red adds to the next "
    "z, blue subtracts. Quiet neurons may be left out. (The book: chapter 1, The "
    "architecture of neural networks.)"
)
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
        "activation σ(z), between 0 and 1. Below are the training images that excite it most. "
        "“Arithmetic” writes the sum out, cell by cell. (The book: chapter 1, Sigmoid neurons.)"
    ),
    "Why?": (
        "An output’s z is the sum of what the neurons before it add and subtract. To find the "
        "pixels that count, the gradient of z is followed back to the input, as in "
        "backpropagation. (The book: chapter 2, The backpropagation algorithm.)"
    ),
    "Laboratory": (
        "Change a copy, which the picture at the left then shows, and see how well it still "
        "reads; the network stays as it is. Many networks hardly need some of their neurons. "
        "(The book: chapter 3, Other techniques for regularization.)"
    ),
    "Learning": (
        "The length of a layer’s gradient says how quickly it learns. A neuron whose σ'(z) is "
        "almost 0 is saturated: from that image it hardly learns, the book’s learning slowdown. "
        "(The book: chapter 3, Weight initialization; chapter 5, The vanishing gradient problem.)"
    ),
    "Slow Motion": (
        "One mini-batch: forward through the layers, the output’s error δ, back through the "
        "layers, and the step down the gradient. The picture at the left shows the framed "
        "example: its δ is red above 0, blue below. (The book: "
        "chapter 2, The four fundamental equations behind backpropagation.)"
    ),
}

PARTS = {
    "neuron_layer": "All views are about a neuron of this layer. “output” is the last one.",
    "neuron_number": "Any neuron of the layer, even one that the picture does not show.",
    "tile_order": "Sort by activation now, and draw: the neurons that answer come first.",
    "network_diagram": "Circles are neurons, lines are weights times activations. Click a neuron, "
    "and all views are about it.",
    "weight_tiles": "A tile has the weights of a neuron of layer 1, each where its pixel is. Click "
    "one, and all views are about its neuron.",
    "neuron_title": "The neuron that all views are about, and its activation for the drawing. "
    "Click another one in the picture.",
    "neuron_sum": "The weighted inputs and the bias add up to z, and σ makes an activation of it.",
    "neuron_fires": "For which digits the neuron’s mean activation is above one half. Click an "
    "image, and it is put on the canvas.",
    "cells_sentence": "The whole sum, or what one row adds to it: point at a row.",
    "neuron_pictures": "The neuron’s weights, each where its pixel is, and what it finds in the "
    "drawing: red raises z, blue lowers it. After ≤ and ≥ stand the ends of a scale that "
    "some weights go beyond.",
    "neuron_terms": "The largest terms of the sum z, and all others together: red bars raise it, "
    "blue bars lower it. Click one to follow it to its neuron.",
    "neuron_outputs": "How each output’s z changes with this neuron’s activation: red upwards, "
    "blue downwards.",
    "cells": "A row is weight × activation = product, and a bar from the sum so far to the next; "
    "the curve of σ below makes an activation of the last one.",
    "cells_pictures": "Each weight times each activation is a product: what is pointed at in the "
    "rows is marked here.",
    "why_output": "The output whose sum is taken apart, for this drawing. Choose one that was not "
    "read: what speaks against it?",
    "why_neurons": "What each neuron adds to the output’s z: red speaks for it, blue against it. "
    "Click one to look into the neuron.",
    "why_pixels": "Which pixels raise the output’s z, red, and which lower it, blue.",
    "goal_digit": "Press Show, and the drawing is changed step by step until it is read as this "
    "digit.",
    "way": "The drawing on its way to another digit, and what was changed: red is ink that was "
    "added, blue is ink that was taken away.",
    "laboratory_accuracy": "How many of the test digits the copy reads right: before → after the "
    "changes.",
    "laboratory_result": "How the copy reads your drawing. Change it until it misreads it.",
    "laboratory_of": "What the copy was made of, and what was changed in it.",
    "laboratory_neuron": "The neuron that the controls below change, in the copy alone.",
    "ranking_text": "How many neurons were switched off, each alone, and how much of the same "
    "digits the whole network reads right.",
    "neuron_off": "Switch the neuron off in the copy: how many digits are misread without it?",
    "bias_shift": "With a larger bias the neuron answers sooner. How far can you go before digits "
    "are misread?",
    "weight_scale": "Near 0 the neuron hears nothing; below 0 it answers the other way round.",
    "pruned": "The weakest weights of each layer become 0. How many can go before accuracy falls?",
    "noise": "Random numbers are added to all weights. How much noise does the network bear?",
    "laboratory_changes": "All that was changed in the copy. Click a change to undo it.",
    "laboratory_outputs": "The ten activations of the drawing, before and after the change.",
    "ranking": "The neurons without which most digits are misread come first. Choose one to look "
    "into it.",
    "learning_text": "How quickly the layers learn, and where saturation makes one slow. "
    "Compare the cross-entropy cost with the quadratic one.",
    "learning_note": "What was measured, and on which images.",
    "gradient_bars": "How quickly each layer learns, on a logarithmic scale. Train a network with "
    "four hidden layers: the first one hardly learns.",
    "layer_histograms": "How many weights and activations of each layer have which value; "
    "the highest bar is the share below them. "
    "Activations heaped up at 0 and 1 belong to saturated neurons.",
    "slow_where": "Which mini-batch this is, and what is done to it at this moment.",
    "equation_forward": "Forward: the activations of each layer follow from those of the one "
    "before.",
    "equation_BP1": "The output’s error: how the cost changes with the z of each output. With "
    "cross-entropy σ′ drops out, so that a badly wrong output learns quickly.",
    "equation_BP2": "Backpropagation: the error of a layer, from that of the layer after it.",
    "equation_BP3": "How the cost changes with each bias: it is the error itself.",
    "equation_BP4": "How the cost changes with each weight: the activation that goes in, times the "
    "error that comes out. Where nothing goes in, nothing is learnt.",
    "equation_step": "The step down the gradient: its mean over the mini-batch, times η, is taken "
    "away; regularization makes the weights a little smaller.",
    "slow_cost": "The cost of the mini-batch, and how the step changes it. Try another η.",
    "slow_into": "The weight goes to this neuron: click another one in the picture.",
    "slow_weight": "The arithmetic of the one chosen weight, with its numbers.",
    "slow_bias": "The arithmetic of the neuron’s bias, with its numbers.",
    "slow_numbers": "How large the numbers of each layer are at this moment. In deep networks the "
    "first layers’ errors are small.",
    "slow_eta": "How far the step goes. Change it, and press Same Again: the cost falls further, "
    "or rises.",
    "slow_lmbda": "How strongly the step pulls weights towards 0.",
    "slow_size": "Examples of a mini-batch. With more of them the step goes astray less.",
    "slow_n": "Training images, by which the regularization is divided.",
}


def tiles_line(seen: Seen) -> str:
    """The line above the tiles, which says their scale."""
    most = scale_of(seen.network.weights[0])
    return f"Ink on red raises a neuron’s z, on blue lowers it; ±{most:.2g} has the full colour."


def picture_line(seen: Seen) -> str:
    """The line above the picture of the network."""
    if any(delta is not None for delta in seen.deltas or ()):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else PICTURE_LINE
