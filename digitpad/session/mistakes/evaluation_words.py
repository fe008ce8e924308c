"""What an evaluation shows, in words."""

from digitpad.core.data.dataset import with_article
from digitpad.core.evaluation import CONFIDENT, TwoNetworks, wilson_interval, worst_confusions
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.mistakes import ALL, MISREAD, Cell


def how_good(found: Evaluated, unreadable: list[int]) -> tuple[str, str]:
    """How much is read right, and what else is known of it.

    unreadable: rows of digits that a person cannot read either.
    """
    evaluation = found.evaluation
    n, right = len(evaluation), evaluation.accuracy
    if (finite := evaluation.finite_rows()) < n:
        return (
            f"{n - finite:,} of {n:,} answers are no numbers: the network has diverged. "
            f"Counted all the same, {right:,} are right.",
            found.about,
        )
    first = f"{100 * right / n:.2f} % right: {n - right:,} of {n:,} misread"
    for digit, answer, _ in worst_confusions(evaluation.matrix(), most=1):
        label, read = found.classes[digit], found.outputs[answer]
        first += f", most often {with_article(label)} as {with_article(read)}"
    parts = [f"{evaluation.confident_mistakes():,} with an activation over {CONFIDENT:g}"]
    if found.is_new:
        low, high = (100 * share for share in wilson_interval(right, n))
        parts.insert(0, f"95 % interval {low:.2f} to {high:.2f} %")
    people = found.people
    if len(people) > 1 and found.is_whole:
        hardest = min(people, key=people.__getitem__)
        mean = 100 * sum(people.values()) / len(people)
        parts.append(
            f"mean of {len(people)} people {mean:.2f} %, hardest: person {hardest}, "
            f"{100 * people[hardest]:.0f} %"
        )
    if unreadable:
        rest = evaluation.without(unreadable)
        share = f"{100 * rest.accuracy / len(rest):.2f} %" if len(rest) else "none is left"
        parts.append(f"without {len(unreadable):,} that you cannot read: {share}")
    if found.source.part == "training":
        parts.append(found.name)
    if not found.is_whole:
        parts.append(f"so far, of {len(found.data):,}")
    return f"{first}.", " · ".join([*parts, found.about])


def comparison(found: Evaluated, name: str, both: TwoNetworks) -> str:
    """How the evaluated network reads the digits beside another one of this name."""
    # From other digits one of the two may have learnt.
    may_judge = found.source.part in ("test", "validation")
    return f"Against {name}: {both.sentence(may_judge)}"


def what_is_listed(found: Evaluated, cell: Cell, group: str) -> str:
    """Which digits are listed: 5 read as 3, for a cell of the matrix. group: only these of them."""
    label, read = cell
    written = "" if label is None else found.classes[label]
    answer = "" if read is None else f"read as {found.outputs[read]}"
    if group in (ALL, MISREAD):
        if written and answer:
            return f"{written} read right" if label == read else f"{written} {answer}"
        parts = (group if group == ALL or not answer else "wrongly", written, answer)
    else:
        parts = (group, written, answer)
    return " ".join(filter(None, parts)).capitalize()


def why_none_is_listed(found: Evaluated | None) -> str:
    """What the gallery says if no digits are listed."""
    if found is not None and found.evaluation.accuracy == len(found.evaluation):
        return f"No mistakes: all {len(found.evaluation):,} are read right."
    return "None."


def digit_in_words(found: Evaluated, row: int) -> str:
    """What the digit in a row is and is read as, and how active these outputs are."""
    evaluation, (written, read) = found.evaluation, found.names(row)
    answer, label = int(evaluation.read[row]), int(evaluation.labels[row])
    outputs = evaluation.outputs[row]
    lines = [f"Written {written}, read {read}", f"output {read}: {outputs[answer]:.2f}"]
    if label != answer:
        lines.append(f"output {written}: {outputs[label]:.2f}")
    return "\n".join(lines)


def caption(found: Evaluated, row: int) -> str:
    """What was read in a row, and how active that output was: 5>3 .99. Long names are cut."""
    label, read = found.names(row)
    pair = read[:3] if label == read else f"{label[:3]}>{read[:3]}"
    if max(len(label), len(read)) > 1:
        return pair
    activation = float(found.evaluation.confidence[row])
    text = f"{activation:.2f}" if activation == activation else "–"
    return f"{pair} {'1.0' if text == '1.00' else text.removeprefix('0')}"


def sentence(found: Evaluated, row: int) -> str:
    """The same as a sentence, with the example's number."""
    label, read = found.names(row)
    activation = float(found.evaluation.confidence[row])
    active = f"activation {activation:.3f}" if activation == activation else "no number"
    called = found.source.digit
    return f"{called} {int(found.numbers[row]):,} is {label}, read as {read}: {active}"
