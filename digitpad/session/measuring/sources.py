"""Sources: which images a network can be measured on, and what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.other_hands import VALIDATION_WRITERS
from digitpad.core.data.pen_digits import WRITERS
from digitpad.core.data.written_digits import Hand


@dataclass(frozen=True, slots=True)
class Source:
    """The images that a network is measured on.

    part: of the data in use, or of `folder`; or "hands": what people wrote on tablets; or "hand":
    digits of a user. folder: a folder of IDX files. writers: the people, for "hands". hand: as it
    is measured, for "hand".
    """

    part: Literal["test", "validation", "training", "hands", "hand"] = "test"
    folder: str | None = None
    writers: tuple[int, ...] = ()
    hand: Hand | None = None

    def spec(self, in_use: DataSpec) -> DataSpec:
        """The data that the part belongs to."""
        return in_use.whole if self.folder is None else DataSpec(self.folder)

    def name(self, in_use: DataSpec) -> str:
        """What these images are called: test images of MNIST."""
        if self.hand is not None:
            return f"digits of {self.hand.name}"
        if self.part == "hands":
            one = len(self.writers) == 1
            of = f"person {self.writers[0]}" if one else f"{len(self.writers)} people"
            return f"pen digits of {of}"
        return f"{self.part} images of {self._set(in_use).name}"

    def key(self, in_use: DataSpec) -> str:
        """Names the set of images in which each image has a number or id of its own."""
        if self.hand is not None:
            return key_of_hand(self.hand.id)
        if self.part == "hands":
            return "hands"
        spec = self._set(in_use)
        return f"{spec.folder or spec.name} {self.part}"

    def _set(self, in_use: DataSpec) -> DataSpec:
        spec = self.spec(in_use)
        return spec.of_test if self.part == "test" else spec

    @property
    def digit(self) -> str:
        """What one of the images is called beside the reading."""
        called = {"hands": "pen digit", "hand": "written digit", "test": "test digit"}
        return called.get(self.part, self.part)


def key_of_hand(hand_id: str) -> str:
    """`Source.key` of a hand."""
    return f"hand {hand_id}"


def sources(
    in_use: DataSpec, hands: Iterable[Hand], folders: Iterable[str]
) -> list[tuple[str, Source]]:
    """What can be measured, with its name: the data in use, hands with digits, folders."""
    return [
        ("test images", Source("test")),
        ("validation images", Source("validation")),
        ("training images", Source("training")),
        ("other hands", Source("hands", writers=WRITERS)),
        ("other hands, never learnt", Source("hands", writers=VALIDATION_WRITERS)),
        *((hand.name, Source("hand", hand=hand)) for hand in hands if hand.digits),
        *(
            (DataSpec(folder).name, Source(folder=folder))
            for folder in folders
            if folder != in_use.folder
        ),
    ]
