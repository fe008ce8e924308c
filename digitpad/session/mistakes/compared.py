"""Compares how two networks read the same digits, in groups and in words. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from digitpad.core.evaluation import Evaluation, RowNumbers, differences, evaluate_blocks, mcnemar
from digitpad.core.network import Network
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.question import Answering, Images
from digitpad.session.questions import last_of

Cell = tuple[int | None, int | None]  # of the matrix: a row and a column; None for all
# Returns a network; called on the measurer's thread, as it may read the disk.
Other = Callable[[], Network]
MISREAD, ALL = "misread", "all"  # groups; a comparison has others
Groups = dict[str, RowNumbers]  # by their names, as from `differences`


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Another network's evaluation of the same digits, and the digits that are read otherwise."""

    evaluation: Evaluation
    groups: Groups


def compared(_images: Images, found: Evaluated, other: Other) -> Answering[Compared]:
    """How a network's evaluation differs from another network's, on the same digits."""
    evaluation = yield from last_of(evaluate_blocks(other(), found.data))
    return Compared(evaluation, differences(found.evaluation, evaluation))


def comparison(found: Evaluated, name: str, compared: Compared) -> str:
    """How the evaluated network differs from another one, whose name this is."""
    mended, broken, both = map(len, compared.groups.values())
    n, theirs, more = len(compared.evaluation), compared.evaluation.accuracy, mended - broken
    how_many = f"{abs(more):,} {'more' if more > 0 else 'fewer'}" if more else "as many"
    mine, other = (100 * right / n for right in (theirs + more, theirs))
    parts = [f"Against {name}: {how_many} right ({mine:.2f} to {other:.2f} %)"]
    # From all other digits, one of the two may have learnt.
    if found.source.part in ("test", "validation") and mended + broken:
        parts.append(f"by chance alone {_often(mcnemar(mended, broken))}")
    counts = f"{mended:,} mended, {broken:,} broken, {both:,} misread by both"
    return " · ".join([*parts, counts])


def _often(chance: float) -> str:
    times = round(100 * chance)
    often = "once" if times <= 1 else f"{times} times"
    return f"{often if times else f'less than {often}'} in 100"
