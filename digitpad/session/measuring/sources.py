"""Which images a network can be measured on, by the names that they have in a list."""

from collections.abc import Iterable

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.other_hands import VALIDATION_WRITERS
from digitpad.core.data.pen_digits import WRITERS
from digitpad.core.data.written_digits import Hand
from digitpad.session.measuring.evaluating import Source

PEOPLE = {
    "all people": WRITERS,
    "people kept for validation": VALIDATION_WRITERS,
    **{f"person {writer}": (writer,) for writer in WRITERS},
}


def sources(
    in_use: DataSpec, hands: Iterable[Hand], folders: Iterable[str], writers: tuple[int, ...]
) -> list[tuple[str, Source]]:
    """What can be measured, the data in use first, then each hand that has digits.

    folders: of other data. writers: of the other hands, those that are chosen; none for all.
    """
    return [
        ("test images", Source("test")),
        ("validation images", Source("validation")),
        ("training images", Source("training")),
        ("other hands", Source("hands", writers=writers or WRITERS)),
        *((hand.name, Source("hand", hand=hand)) for hand in hands if hand.digits),
        *(
            (DataSpec(folder).name, Source(folder=folder))
            for folder in folders
            if folder != in_use.folder
        ),
    ]
