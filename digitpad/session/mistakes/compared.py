"""Compares how two networks read the same digits, in groups and in words. No Qt."""

from dataclasses import dataclass

from digitpad.core.data.dataset import DIGITS, Dataset
from digitpad.core.evaluation import Evaluation, RowNumbers, differences, evaluate_blocks, mcnemar
from digitpad.core.text import LONGEST_HEADLINE, counted, shortened
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.question import Answering, Images
from digitpad.session.questions import last_of
from digitpad.session.runs.run import Other

Cell = tuple[int | None, int | None]  # of the matrix: a row and a column; None for all
MISREAD, ALL = "misread", "all"  # groups; a comparison has others
Groups = dict[str, RowNumbers]  # by their names, as from `differences`


@dataclass(frozen=True, slots=True, eq=False)
class OtherRead:
    """How the other network reads the same digits."""

    other: Other
    evaluation: Evaluation


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """How the evaluated network differs from the other one, on the same digits."""

    found: Evaluated
    read: OtherRead

    @property
    def groups(self) -> Groups:
        """The digits that are read otherwise; of 50,000 in a millisecond."""
        return differences(self.found.evaluation, self.read.evaluation)


def other_read(_images: Images, other: Other, data: Dataset) -> Answering[OtherRead]:
    """How the other network reads these digits."""
    return OtherRead(other, (yield from last_of(evaluate_blocks(other.network, data))))


def headline(compared: Compared) -> str:
    """How many more digits the evaluated network reads right than the other one, at which epochs.

    Where that is too long, words go that can be done without, and then letters of the title.
    """
    found, other = compared.found, compared.read.other
    right, n = found.evaluation.accuracy, len(found.evaluation)
    more = right - compared.read.evaluation.accuracy
    noun = "digit" if found.classes == DIGITS else "image"
    own = "" if found.at.epoch is None else f" at epoch {found.at.epoch:,}"
    is_own = other.at.run is not None and other.at.run == found.at.run
    then, title = "", "" if is_own else f" {other.title}"
    if other.when:
        then = f" at {'' if own and title else 'epoch '}{other.at.epoch:,}"
    whole, short = counted(abs(more), noun), f"{abs(more):,}"
    for read, many in ((" right", whole), (" right", short), ("", short)):
        than = f"{many} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
        begun = f"{100 * right / n:.2f} %{read}{own}: {than}"
        room = LONGEST_HEADLINE - len(begun + then)
        if len(title) <= room:
            break
    return begun + shortened(title, room) + then


def mended_and_broken(compared: Compared) -> str:
    """How many digits are read otherwise, and how often chance alone does as much."""
    mended, broken, _ = map(len, compared.groups.values())
    said = f"{mended:,} mended, {broken:,} broken."
    # From all other digits, one of the two may have learnt.
    if compared.found.source.part not in ("test", "validation") or not mended + broken:
        return said
    often = _often(mcnemar(mended, broken))
    return f"{said} Between two equally good networks such a difference comes up {often}."


def _often(chance: float) -> str:
    percent = round(100 * chance)
    if percent > 1:
        return f"{percent} times in 100"
    return "once in 100 times" if percent else "less than once in 100 times"
