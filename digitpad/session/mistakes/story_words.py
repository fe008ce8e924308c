"""When digits were learnt: in words, as a chart, and as CSV. No Qt."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from digitpad.core.data.dataset import with_article
from digitpad.core.files import csv_file
from digitpad.core.stories import ALWAYS, LEARNT, LOST, STATES, Stories
from digitpad.core.text import LONGEST_HEADLINE, capitalized
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.mistakes.epochs_read import LEAST_EPOCHS, Looked
from digitpad.session.mistakes.evaluated import Evaluated

MOST_FIGURES = 40  # epochs that are told one by one


def about_stories(looked: Looked | None, kept: int | None) -> tuple[str, str]:
    """When digits were learnt: a headline, and a line below it, which may be empty.

    kept: after how many of its epochs the run in use has a network; None until it is known.
    """
    if kept is not None and kept < LEAST_EPOCHS:
        more = "Train it for more epochs, and see here when each digit was learnt."
        return (
            f"It takes {LEAST_EPOCHS} epochs to tell; the network in use has {kept or 'none'}",
            more,
        )
    if looked is None:
        return "Looking at the epochs …", ""
    stories = looked.stories
    if stories is None:
        return f"Looked at {looked.looked_at:,} of {looked.epochs:,} epochs", ""
    right, last = int(stories.is_right[-1].sum()), stories.epochs[-1]
    headline = f"{right:,} of {len(stories):,} right after epoch {last:,}"
    kept, of_run, always = len(stories.epochs), looked.of_run, stories.count(ALWAYS)
    every = f"each of epochs {of_run[0]:,} to {of_run[-1]:,}"
    if kept < len(of_run):
        every = f"each of the {kept:,} epochs that are kept of {of_run[0]:,} to {of_run[-1]:,}"
    elif of_run.start == 1:
        every = "every epoch"
    whole = f"{headline}; {always:,} at {every}"
    if len(whole) <= LONGEST_HEADLINE:
        return whole, ""
    return headline, f"{always:,} {'was' if always == 1 else 'were'} right at {every}."


def story(stories: Stories, row: int) -> str:
    """The story of a digit in a few words."""
    turned = int(stories.turned[row])
    match stories.states[row]:
        case state if state == LEARNT:
            return f"from {turned:,} on"
        case state if state == LOST:
            return f"wrong from {turned:,} on"
        case state:
            return STATES[state]


def times_forgotten(stories: Stories, row: int) -> str:
    """How often a digit was forgotten; empty if it never was."""
    times = int(stories.forgotten[row])
    often = {1: "once", 2: "twice"}.get(times, f"{times:,} times")
    return f"forgotten {often}" if times else ""


def digit_and_story(found: Evaluated, stories: Stories, row: int, read: str) -> str:
    """A digit, what it is read as, its story, and how often it was forgotten."""
    written = found.classes[int(stories.labels[row])]
    is_learnt = stories.states[row] == LEARNT
    told = [f"right {story(stories, row)}" if is_learnt else story(stories, row)]
    lines = f"Written {written}, read {read}", *told, times_forgotten(stories, row)
    return "\n".join(filter(None, map(capitalized, lines)))


def sentence_of(found: Evaluated, stories: Stories, row: int) -> str:
    """The same as a sentence, with the example's number and what was read when."""
    label = found.classes[int(stories.labels[row])]
    read = [found.output_names[int(digit)] for digit in stories.read[:, row]]
    number = f"{found.source.digit} {int(found.numbers[row]):,} is {with_article(label)}"
    parts = f"{number}; read as {joined(stories.epochs, read)}", times_forgotten(stories, row)
    return "; ".join(filter(None, parts))


def joined(epochs: Sequence[int], names: Sequence[str]) -> str:
    """What was read after each epoch, equal ones joined: 9 until 3, 4 from 4 on."""
    parts = [list(part) for _, part in groupby(zip(epochs, names), key=lambda each: each[1])]
    if len(parts) == 1:
        return f"{names[0]} at every kept epoch"
    told = [f"{part[0][1]} until {part[-1][0]:,}" for part in parts[:-1]]
    first, name = parts[-1][0]
    return ", ".join([*told, f"{name} from {first:,} on"])


def stories_chart(stories: Stories | None) -> Chart:
    """How many digits were newly right after each epoch, and how many forgotten, downwards."""
    traces: tuple[Trace, ...] = ()
    if stories is not None:
        x = np.array(stories.epochs[1:], np.float64)
        up, down = stories.newly_right.astype(np.float64), -stories.newly_wrong.astype(np.float64)
        curves = (
            Curve("newly right", x, up, form="bars"),
            Curve("forgotten", x, down, color="misread", form="bars"),
        )
        traces = (Trace("digits", "", "accent", curves),)
    return Chart(
        traces, "digits", "epoch", text="{:,.0f}", place_text="epoch {}", counts_epochs=True,
        are_counts=True,
    )  # fmt: skip


def stories_csv(found: Evaluated, stories: Stories) -> bytes:
    """One row per digit: its number, label and story, and what it was read as at last.

    learnt: the epoch from which on it was right; empty if it was misread at last. epochs: those
    that were looked at.
    """
    titles = "index", "label", "state", "learnt", "forgotten", "last reading", "epochs"
    epochs = f"{stories.epochs[0]} to {stories.epochs[-1]}"
    if len(stories.epochs) <= stories.epochs[-1] - stories.epochs[0]:
        epochs = f"{len(stories.epochs)} of {epochs}"
    rows = (
        [
            int(found.numbers[row]),
            found.classes[int(stories.labels[row])],
            STATES[stories.states[row]],
            int(stories.turned[row]) if stories.is_right[-1, row] else "",
            int(stories.forgotten[row]),
            found.output_names[int(stories.read[-1, row])],
            epochs,
        ]
        for row in range(len(stories))
    )
    return csv_file([titles, *rows])
