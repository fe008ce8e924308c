"""Which images a run learns from, how many of them, and what it is evaluated on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.data.dataset import Dataset, load_data_wrapper
from digitpad.core.text import as_text

MNIST = "MNIST"
OTHER_HANDS = "MNIST and other hands"
EVALUATION_DATA = ("validation", "test")


@dataclass(frozen=True, slots=True)
class DataSpec:
    """A data set and the parts of it that are used; two that are equal name the same images.

    folder: has the four IDX files; None for the MNIST that comes with digitpad.
    other_hands: MNIST together with other people's digits, see `digitpad.core.data.other_hands`.
    training_size: only the first so many images are learnt from; None for all.
    evaluation: "validation" or "test". evaluation_size: only the first so many of these count;
    None for all.
    """

    folder: str | None = None
    training_size: int | None = None
    evaluation: str = "validation"
    other_hands: bool = False
    evaluation_size: int | None = None

    def __post_init__(self) -> None:
        for name in ("training_size", "evaluation_size"):
            size = getattr(self, name)
            if size is not None and size < 1:
                raise ValueError(f"{name} must be 1 or more, not {size}")
        if self.evaluation not in EVALUATION_DATA:
            raise ValueError(f"evaluation must be validation or test, not {self.evaluation!r}")

    @property
    def name(self) -> str:
        """What people call the data set: MNIST, or the name of the folder."""
        if self.other_hands:
            return OTHER_HANDS
        return MNIST if self.folder is None else as_text(Path(self.folder).name or self.folder)

    @property
    def whole(self) -> "DataSpec":
        """The same data set, all of it, evaluated as it is at first."""
        return DataSpec(self.folder, other_hands=self.other_hands)

    def load(
        self, is_cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Dataset, Dataset, Dataset]:
        """All of the data set: training, validation and test data, of 28x28 pixels.

        is_cancelled: asked, where that takes long, whether nobody wants them any more. Raises
        dataset.Cancelled then, and OSError or ValueError, a sentence, where files cannot be read.
        """
        if self.other_hands:
            # Imported when it is wanted: the window is there the sooner.
            from digitpad.core.data.other_hands import load_data_with_other_hands

            return load_data_with_other_hands(is_cancelled)
        return load_data_wrapper(self.folder, drawable=True)

    def parts_of(self, data: tuple[Dataset, Dataset, Dataset]) -> tuple[Dataset, Dataset]:
        """The images to learn from and those to evaluate on, of all that `load` gave."""
        training, validation, test = data
        evaluation = test if self.evaluation == "test" else validation
        return training[: self.training_size], evaluation[: self.evaluation_size]
