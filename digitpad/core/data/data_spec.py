"""A data spec says which images a run learns from, how many, and what it is evaluated on."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from digitpad.core.data.dataset import Dataset, load_data_wrapper
from digitpad.core.data.people import load_data_with_other_hands

MNIST = "MNIST"
OTHER_HANDS = "MNIST and other hands"
EVALUATION_DATA = ("validation", "test")

Parts = tuple[Dataset, Dataset, Dataset]  # training, validation and test data

State = tuple[tuple[str, int, int], ...]  # the files of a folder: names, times and sizes

_kept: dict["DataSpec", tuple[State | None, Parts]] = {}
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class DataSpec:
    """A data set and the parts of it that are used. Equal specs name the same images.

    folder: where the four IDX files are; None for the MNIST that comes with digitpad.
    other_hands: whether it is MNIST with other people's digits, see `people.py`.
    training_size: how many training images are used, from the first on; None for all.
    evaluation: "validation" or "test".
    evaluation_size: how many images of that part are used, from the first on; None for all.
    """

    folder: str | None = None
    training_size: int | None = None
    evaluation: str = "validation"
    other_hands: bool = False
    evaluation_size: int | None = None

    @property
    def name(self) -> str:
        """The data set's name for people, such as MNIST or the name of its folder."""
        if self.folder is None:
            return OTHER_HANDS if self.other_hands else MNIST
        name = Path(self.folder).name or self.folder
        return f"{name} (folder)" if name in (MNIST, OTHER_HANDS) else name

    @property
    def whole(self) -> "DataSpec":
        """All of the same data set, evaluated on the validation data."""
        return replace(self, training_size=None, evaluation="validation", evaluation_size=None)

    @property
    def of_test(self) -> "DataSpec":
        """The data set that the test images come from: MNIST, unless a folder has its own."""
        return DataSpec(self.folder)

    def load(self, is_cancelled: Callable[[], bool] = lambda: False) -> Parts:
        """All of the data set: training, validation and test data, of 28x28 pixels.

        MNIST stays in memory, and another one until the next is loaded: the same objects for all
        who load them, until files of their folder change.
        is_cancelled: asked several times a second, if loading takes long, whether to give up.

        Raises dataset.Cancelled if so; and OSError or ValueError, with a sentence, if files
        cannot be read.
        """
        with _loading:
            now = self._state()
            before, parts = _kept.get(self.whole, (None, None))
            if parts is None or now not in (before, None):
                parts = self._read(is_cancelled)
            for other in _kept.keys() - {DataSpec()}:
                del _kept[other]
            _kept[self.whole] = now, parts
        return parts

    def _state(self) -> State | None:
        """When the files of the folder were written, and how large they are; None if it is gone."""
        if self.folder is None:
            return ()
        try:
            with os.scandir(self.folder) as entries:
                files = [(each.name, each.stat()) for each in entries if each.is_file()]
        except OSError:
            return None
        return tuple(sorted((name, found.st_mtime_ns, found.st_size) for name, found in files))

    def _read(self, is_cancelled: Callable[[], bool]) -> Parts:
        if self.other_hands:
            return load_data_with_other_hands(is_cancelled)
        return load_data_wrapper(self.folder, drawable=True)

    def parts_of(self, data: Parts) -> tuple[Dataset, Dataset]:
        """The images to learn from and those to evaluate on; `data` as from `load`."""
        training, validation, test = data
        evaluation = test if self.evaluation == "test" else validation
        return training[: self.training_size], evaluation[: self.evaluation_size]
