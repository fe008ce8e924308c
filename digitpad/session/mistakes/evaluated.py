"""How a network reads all images of a source: what can be measured, and the answer. No Qt.

A source is a part of the data in use or of a folder, people's pen digits, or a hand of *My Digits*.
The answer is an `Evaluated`; `evaluation_words.py` puts it in words.
"""

import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS, Dataset, as_bytes, classes_of
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS, load_pen_digits
from digitpad.core.evaluation import Evaluation, evaluate_blocks
from digitpad.core.ink import from_drawings
from digitpad.core.network import Network
from digitpad.session.hands.hand_learning import pictures_of
from digitpad.session.question import Answering, Images
from digitpad.session.runs.run import AtEpoch, Run

Example = tuple[str, int]  # names an image: its set, and its number there

FIRST, TELL_EVERY = 0.05, 0.25  # seconds until the first partial answer, and between two
INKED_AT_A_TIME = 50  # pen digits inked in one piece of work


@dataclass(frozen=True, slots=True)
class Source:
    """The images that a network is measured on.

    part: of the data in use, or of `folder`; or "hands", people's pen digits; or "hand", a user's
    digits. folder: a folder of IDX files. writers: the people, for "hands". hand: for "hand".
    """

    part: Literal["test", "validation", "training", "hands", "hand"] = "test"
    folder: str | None = None
    writers: tuple[int, ...] = ()
    hand: Hand | None = None

    def spec(self, in_use: DataSpec) -> DataSpec:
        """The data that the part belongs to."""
        if self.part == "training":
            return in_use
        return in_use.whole if self.folder is None else DataSpec(self.folder)

    def name(self, in_use: DataSpec) -> str:
        """These images in words: test images of MNIST."""
        if self.hand is not None:
            return f"digits of {self.hand.name}"
        if self.part == "hands":
            one = len(self.writers) == 1
            of = f"person {self.writers[0]}" if one else f"{len(self.writers)} people"
            return f"pen digits of {of}"
        spec, size = self._set(in_use), in_use.training_size
        which = f"the first {size:,} " if size is not None else "all "
        return f"{which if self.part == 'training' else ''}{self.part} images of {spec.name}"

    def key(self, in_use: DataSpec) -> str:
        """A name for the set of images, in which each image has a number or id of its own."""
        if self.hand is not None:
            return f"hand {self.hand.id}"
        if self.part == "hands":
            return "hands"
        spec = self._set(in_use)
        return f"{spec.folder or spec.name} {self.part}"

    def _set(self, in_use: DataSpec) -> DataSpec:
        spec = self.spec(in_use)
        return spec.of_test if self.part == "test" else spec

    @property
    def digit(self) -> str:
        """One of the images in words, for the line beside the reading."""
        called = {"hands": "pen digit", "hand": "written digit", "test": "test digit"}
        return called.get(self.part, self.part)


def sources(
    in_use: DataSpec, hands: Iterable[Hand], folders: Iterable[str]
) -> list[tuple[str, Source]]:
    """All sources with their names: the data in use, hands with digits, folders."""
    return [
        ("test images", Source("test")),
        ("validation images", Source("validation")),
        ("training images", Source("training")),
        ("other hands", Source("hands", writers=VALIDATION_WRITERS)),
        (f"other hands, all {len(WRITERS)}", Source("hands", writers=WRITERS)),
        *((hand.name, Source("hand", hand=hand)) for hand in hands if hand.digits),
        *(
            (DataSpec(folder).name, Source(folder=folder))
            for folder in folders
            if folder != in_use.folder
        ),
    ]


def has_learnt(source: Source, run: Run | None) -> bool | None:
    """Whether the network of a run has learnt from these images; None if that is unknown.

    run: None for the shipped network, which has learnt from all WRITERS. A network that learns a
    hand learns from all of them, too; see `personal.py`.
    """
    if source.hand is not None:
        return False if run is None else run.has_learnt_hand(source.hand.id)
    if source.part != "hands":
        return source.part == "training"
    # With an origin and no parent it began with a copy of the shipped network.
    if run is None or run.hands or (run.origin is not None and run.parent is None):
        return True
    has_others = run.data is not None and run.data.other_hands
    learnt = set(WRITERS) - set(VALIDATION_WRITERS) if has_others else set()
    return bool(learnt & set(source.writers)) or (None if run.has_start else False)


def _in_words(source: Source, run: Run | None, epoch: int) -> str:
    """The network in words, and whether it has learnt from these people's digits."""
    name = "the shipped network" if run is None else f"{run.title} {run.after(epoch)}".rstrip()
    if run is not None and not (run.is_listed or run.has_start):
        name = "the new network"
    said = {"hand": "learnt this hand", "hands": "learnt from these people"}.get(source.part)
    return f"{name}, which has {said}" if said and has_learnt(source, run) else name


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """What a network answers to the images of a source, as far as is known.

    at: the network's run and epoch, None if nothing is known of its epochs. network_in_words: with
    whether it has learnt the images. in_use: the data in use. classes, output_names: those of the
    labels and of the network's outputs. numbers: (n,), rising, the number of each image in its set.
    writers: (n,), who wrote each image; empty if unknown.
    evaluation: of the first images of `data`. is_new: whether the network has certainly learnt from
    none of the images.
    """

    network: Network
    at: AtEpoch
    network_in_words: str
    source: Source
    in_use: DataSpec
    classes: tuple[str, ...]
    output_names: tuple[str, ...]
    data: Dataset
    numbers: NDArray[np.intp]
    writers: NDArray[np.intp]
    evaluation: Evaluation
    is_new: bool = True

    @property
    def name(self) -> str:
        """The images in words."""
        return self.source.name(self.in_use)

    @property
    def is_whole(self) -> bool:
        """Whether all images are measured."""
        return len(self.evaluation) == len(self.data)

    @property
    def people(self) -> dict[int, float]:
        """The share of each person's digits that is read right; empty if writers are unknown."""
        if not len(self.writers):
            return {}
        writers = self.writers[: len(self.evaluation)]
        sizes, right = np.bincount(writers), np.bincount(writers, self.evaluation.is_right)
        return {writer: right[writer] / sizes[writer] for writer in np.flatnonzero(sizes).tolist()}

    def written(self, row: int) -> WrittenDigit | None:
        """The digit in a row as a user wrote it; None for other images."""
        hand = self.source.hand
        return None if hand is None else hand.digits[self.numbers[row]]

    def example(self, row: int) -> Example:
        """The image in a row. A user's digit is named by its id: its number may change."""
        key, written = self.source.key(self.in_use), self.written(row)
        return (key, int(self.numbers[row])) if written is None else (f"{key} {written.id}", 0)

    def row_of(self, example: Example) -> int | None:
        """The row of an image; None if it is not measured."""
        key, number = self.source.key(self.in_use), example[1]
        if self.source.hand is not None:
            keys = [f"{key} {digit.id}" for digit in self.source.hand.digits]
            if example[0] not in keys:
                return None
            number = keys.index(example[0])
        elif key != example[0]:
            return None
        row = int(np.searchsorted(self.numbers, number))
        if row >= len(self.evaluation) or self.numbers[row] != number:
            return None
        return row

    def names(self, row: int) -> tuple[str, str]:
        """The names of the true class of the example in a row, and of what it was read as."""
        label, read = int(self.evaluation.labels[row]), int(self.evaluation.read[row])
        return self.classes[label], self.output_names[read]


class Inked:
    """Pen digits and hands as images that are inked once. For the measurer's thread alone."""

    def __init__(self) -> None:
        self._hand: tuple[tuple[WrittenDigit, ...], Dataset] | None = None
        self._pens: dict[tuple[int, ...], tuple[Dataset, NDArray[np.intp], NDArray[np.intp]]] = {}

    def by(
        self, writers: tuple[int, ...]
    ) -> Generator[None, None, tuple[Dataset, NDArray[np.intp], NDArray[np.intp]]]:
        """The digits of these people, their numbers and writers, in pieces of some milliseconds."""
        if writers not in self._pens:
            pens = load_pen_digits()
            yield None
            numbers = np.flatnonzero(np.isin(pens.writers, writers))
            inked = [np.zeros((0, 784), np.uint8)]
            for start in range(0, len(numbers), INKED_AT_A_TIME):
                some = [pens.drawings[n] for n in numbers[start : start + INKED_AT_A_TIME].tolist()]
                inked.append(as_bytes(from_drawings(some)).reshape(-1, 784))
                yield None
            data = Dataset(np.concatenate(inked), pens.labels[numbers])
            self._pens[writers] = data, numbers, pens.writers[numbers].astype(np.intp)
        return self._pens[writers]

    def written(self, digits: tuple[WrittenDigit, ...]) -> Generator[None, None, Dataset]:
        """The digits of a hand; the same Dataset again while they are the same."""
        if self._hand is None or self._hand[0] != digits:
            pictures = yield from pictures_of(digits)
            labels = np.array([digit.label for digit in digits], np.uint8)
            self._hand = digits, Dataset(as_bytes(pictures), labels)
        return self._hand[1]


def evaluated(
    images: Images,
    network: Network,
    run: Run | None,
    epoch: int,
    source: Source,
    in_use: DataSpec,
    inked: Inked,
) -> Answering[Evaluated]:
    """How a network reads the images of a source; parts of the answer come first.

    run, epoch: the network's; None for the shipped network. in_use: the data in use.
    """
    classes, writers, spec = DIGITS, np.empty(0, np.intp), source.spec(in_use)
    if source.hand is not None:
        data = yield from inked.written(source.hand.digits)
        numbers = np.arange(len(data))
    elif source.part == "hands":
        data, numbers, writers = yield from inked.by(source.writers)
    else:
        if spec.folder is not None:
            try:
                classes = classes_of(spec.folder, images("training", spec).labels)
            except FileNotFoundError:  # a folder with test images alone
                classes = classes_of(spec.folder, np.empty(0, np.uint8))
            yield None
        assert source.part != "hand"
        data = images(source.part, spec)
        numbers = np.arange(len(data))
    yield None
    # Outputs stand for the classes of the data set that the network has learnt from.
    output_names = classes if run is not None and run.learns_from_set(spec) else DIGITS
    due = time.perf_counter() + FIRST
    for evaluation in evaluate_blocks(network, data):
        found = Evaluated(
            network=network,
            at=AtEpoch() if run is None else AtEpoch(run.id, epoch if run.history else None),
            network_in_words=_in_words(source, run, epoch),
            source=source,
            in_use=in_use,
            classes=classes,
            output_names=output_names,
            data=data,
            numbers=numbers,
            writers=writers,
            evaluation=evaluation,
            is_new=has_learnt(source, run) is False,
        )
        now = time.perf_counter()
        is_due = now >= due and not found.is_whole
        due = now + TELL_EVERY if is_due else due
        yield found if is_due else None
    return found
