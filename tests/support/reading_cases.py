"""Readings of every kind, and what is said of them; for `test_sentences`. No Qt."""

from dataclasses import replace

import numpy as np

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network
from digitpad.core.damage import DAMAGES, Damaging
from digitpad.core.data.dataset import DIGITS
from digitpad.core.verdict import Kind
from digitpad.session.drawing import KnownImage
from digitpad.session.reading import (
    Reading,
    digits_in_words,
    label_in_words,
    reading_in_words,
    second_in_words,
)


def reading_of(cost=CrossEntropyCost, **outputs):
    """A reading with these outputs, as d3=0.9, and 0.01 of all others."""
    network = Network([784, 10], cost, rng=np.random.default_rng(1))
    activations = np.full((10, 1), 0.01)
    for name, value in outputs.items():
        activations[int(name[1:])] = value
    blank = np.zeros((28, 28), np.float32)
    return Reading(network, blank, (np.zeros((784, 1)), activations))


def what_is_said_of_a_reading():
    clear, unsure = reading_of(d6=0.9, d2=0.3), reading_of(d6=0.4)
    torn, unread = reading_of(d6=0.9, d2=0.8), reading_of(d6=0.05)
    number = replace(clear, figures=(clear, reading_of(d4=0.88), reading_of(d6=0.0996)), place=1)
    soft = reading_of(LogLikelihoodCost, d6=0.9, d2=0.08)
    damage = Damaging(DAMAGES[0], 3)
    for reading in (
        clear, unsure, torn, unread, number, soft,
        replace(clear, form=Kind.SEVERAL), replace(clear, form=Kind.DOT),
        reading_of(LogLikelihoodCost, d6=0.4), replace(clear, edge_ink=0.2),
        replace(clear, damage=damage), reading_of(d6=np.nan), reading_of(d6=0.9, d2=0.4996),
    ):  # fmt: skip
        words = reading_in_words(reading, DIGITS), second_in_words(reading, DIGITS)
        yield " | ".join((digits_in_words(reading), *words, reading.which))
    names = [f"class {digit}" for digit in DIGITS]
    for digit in (
        KnownImage(3, 6), KnownImage(1234, 5), KnownImage(0, 6, "training digit", "shirt"),
        KnownImage(0, 2, hand_id="a", digit_id="b"),
    ):  # fmt: skip
        for reading in (clear, unread):
            text, is_wrong = label_in_words(replace(reading, test_digit=digit), names)
            yield f"{text} {is_wrong}"
    assert label_in_words(clear, names) == ("", False)
