"""What an evaluation shows, in words."""

from digitpad.core.evaluation import wilson_interval
from digitpad.core.evaluation.evaluation import CONFIDENT
from digitpad.session.measuring.evaluating import Evaluated


def how_good(found: Evaluated, unreadable: list[int]) -> tuple[str, str]:
    """How much is read right, and what else is known of it.

    unreadable: rows of digits that a person cannot read either.
    """
    evaluation = found.evaluation
    n, right = len(evaluation), evaluation.accuracy
    if found.finite < n:
        return (
            f"{n - found.finite:,} of {n:,} answers are no numbers: the network has diverged. "
            f"Counted all the same, {right:,} are right.",
            found.about,
        )
    low, high = (100 * share for share in wilson_interval(right, n))
    first = f"{100 * right / n:.2f} % ({low:.2f} to {high:.2f}) · {n - right:,} of {n:,} wrong"
    parts = [f"{evaluation.confident_mistakes():,} with an activation over {CONFIDENT:g}"]
    if len(found.people) > 1 and found.is_whole:
        hardest = min(found.people, key=lambda person: person.share)
        mean = 100 * sum(person.share for person in found.people) / len(found.people)
        parts.append(
            f"mean of {len(found.people)} people {mean:.2f} %, hardest: person "
            f"{hardest.writer}, {100 * hardest.share:.0f} %"
        )
    if unreadable:
        rest = evaluation.without(unreadable)
        share = f"{100 * rest.accuracy / len(rest):.2f} %" if len(rest) else "none is left"
        parts.append(f"without {len(unreadable):,} that you cannot read: {share}")
    if not found.is_whole:
        parts.append(f"so far, of {len(found.data):,}")
    return first, " · ".join([*parts, found.about])


def what_is_listed(found: Evaluated, cell: tuple[int | None, int | None], group: str) -> str:
    """Which digits are listed: 5 read as 3, for a cell of the matrix. group: only these of them."""
    if group:
        return group if cell == (None, None) else f"{group}: {what_is_listed(found, cell, '')}"
    label, read = cell
    written = "" if label is None else found.classes[label]
    if read is None:
        return f"{written} misread" if written else "all wrong"
    if not written:
        return f"wrongly read as {found.outputs[read]}"
    return f"{written} read right" if label == read else f"{written} read as {found.outputs[read]}"


def why_none_is_listed(found: Evaluated | None, listed: str) -> str:
    """What the gallery says if no digits are listed."""
    if found is None:
        return "Nothing is measured yet."
    if found.evaluation.accuracy == len(found.evaluation):
        return f"No mistakes: all {len(found.evaluation):,} are read right."
    return f"None: {listed}."
