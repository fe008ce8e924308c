"""A reading: what a network makes of a drawing, or of each figure in a number; in words. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.damage import Damaging
from digitpad.core.data.dataset import with_article
from digitpad.core.network import Network
from digitpad.core.text import capitalized
from digitpad.core.verdict import INACTIVE, Kind, Verdict, describe, two_decimals, verdict_on
from digitpad.session.drawing import KnownImage

MUCH_INK = 0.1  # of a picture's edge; a digit that fills its picture inks some 0.02 of it


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a network made of an image.

    image: float32 (28, 28), paper 0, ink 1, with the damage if there is one. activations: of every
    layer, the input first, each (neurons, 1). test_digit: the labelled image that it is, if any.
    form: SEVERAL for a picture of figures side by side, DOT for a mere dot. edge_ink: as in
    `Picture`. figures: the readings of all figures of a number, from left to right; empty for a
    single one. place: the index of this one.
    """

    network: Network
    image: NDArray[np.float32]
    activations: tuple[NDArray[np.floating], ...]
    test_digit: KnownImage | None = None
    form: Kind | None = None
    damage: Damaging | None = None
    edge_ink: float = 0.0
    figures: tuple["Reading", ...] = ()
    place: int = 0

    @property
    def outputs(self) -> NDArray[np.floating]:
        """The ten output activations, (10,)."""
        return self.activations[-1][:, 0]

    @property
    def digit(self) -> int:
        """The digit with the most active output; the first of several, as in an accuracy."""
        return int(self.outputs.argmax())

    @property
    def which(self) -> str:
        """Which figure of a number was read, in words; empty for a single one."""
        return f"figure {self.place + 1} of {len(self.figures)}" if self.figures else ""

    @property
    def verdict(self) -> Verdict:
        """What the outputs say."""
        return verdict_on(self.outputs, self.form)


def digits_in_words(reading: Reading) -> str:
    """The digits that are read, in large type: 4, 42, or ? for one that is not read."""
    return "".join(map(_digit, reading.figures or (reading,)))


def reading_in_words(reading: Reading, classes: Sequence[str]) -> str:
    """A reading in a few words, without the digit in large type. classes: of the outputs."""
    words = describe(reading.verdict, reading.outputs, classes).removeprefix(f"{reading.digit}, ")
    if reading.figures:
        words = ", ".join(
            f"{_digit(f)} at {two_decimals(float(f.outputs.max()))}" for f in reading.figures
        )
    if reading.edge_ink > MUCH_INK:
        words += "; ink along the picture’s edge: a shadow?"
    return words if reading.damage is None else f"{words}; {reading.damage.words}"


def second_in_words(reading: Reading, classes: Sequence[str]) -> str:
    """The second output of a clear reading, or which figure of a number is shown below.

    It is empty if that output says no.
    """
    if reading.figures:
        return f"below: {reading.which}"
    if reading.verdict.kind is not Kind.CLEAR:
        return ""
    second = int(reading.outputs.argsort()[-2])
    if not reading.outputs[second] >= INACTIVE:
        return ""
    return f"then {classes[second]}, at {two_decimals(reading.outputs[second])}"


def label_in_words(reading: Reading, classes: Sequence[str]) -> tuple[str, bool]:
    """What a labelled image is, and how it is read; and whether it is read wrongly.

    Empty for a drawing that nobody has labelled. classes: of the data's labels.
    """
    image = reading.test_digit
    if image is None:
        return "", False
    called = f"{capitalized(image.called)} {image.index:,}"
    is_unread, is_right = reading.verdict.is_unread, image.label == reading.digit
    verdict = "not read" if is_unread else "right" if is_right else "misread"
    name = with_article(image.label_name or classes[image.label])
    text = f"{'In My Digits it' if image.digit_id else called} is {name}: {verdict}."
    return text, is_unread or not is_right


def _digit(reading: Reading) -> str:
    return "?" if reading.verdict.is_unread else str(reading.digit)
