"""Learns the hand, and says what that has changed, in words and as curves; undoes it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from digitpad.core.data.written_digits import LEAST_OF_EACH, WrittenDigit
from digitpad.core.text import counted, in_a_row
from digitpad.session.hands.hand_questions import SOME, Learning
from digitpad.session.hands.learner import POINTS_LOST, Learner
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

LONGEST_NAME = 14  # letters of a hand's name
LEAST, HIGHEST = (200, 100), 230  # pixels of the plot
MINE_COLOR, MNIST_COLOR = "accent", "muted"


class LearnView(QWidget):
    """A button that learns, what came of it, and a button that undoes it."""

    def __init__(self, learner: Learner) -> None:
        super().__init__()
        self._learner = learner
        self.learn = named(QPushButton("&Learn My Digits"), "learn_my_digits")
        self._progress = named(QProgressBar(), "learn_progress", "How far the learning is.")
        self._progress.setTextVisible(False)
        self._progress.setMaximum(1000)
        self._texts = self._verdict, self._words, self._warning = (
            paragraph(
                "learn_verdict",
                "Read right before and after learning: all your digits, and those held back.",
            ),
            paragraph("learn_words", "What learning your hand brought, and what it cost on MNIST."),
            paragraph(
                "learn_warning",
                "Learning your hand has cost this on MNIST. Undo Learning goes back.",
            ),
        )
        theme.give_role(self._verdict, "heading")
        theme.give_role(self._words, "muted")
        theme.give_role(self._warning, "misread")
        self._cancel = named(QPushButton("&Cancel"), "cancel_learning", "Use no copy")
        self._undo = named(
            QPushButton("&Undo Learning"),
            "undo_learning",
            "Use the network again that was in use before; the one that has learnt stays in Runs",
        )
        self._plot: Plot | None = None  # made when there is something to draw
        under_way, undo = row((self._progress, 1), self._cancel), row(self._undo, REST)
        self._column = column(self.learn, under_way, undo, *self._texts, REST, of=self, spacing=5)
        self._cancel.clicked.connect(learner.drop)
        self._undo.clicked.connect(learner.undo)
        learner.changed.connect(self.show_learning)
        self.show_learning()

    def show_learning(self) -> None:
        """Show what is known now."""
        learner, learning = self._learner, self._learner.learning
        why, is_learning = learner.why_not(), learner.is_learning
        self.learn.setEnabled(not why and not is_learning)
        explain(self.learn, why or "Let the network in use learn these digits, as a run")
        for part in (self._progress, self._cancel):
            part.setVisible(is_learning)
        self._progress.setValue(round(1000 * learning.part) if learning is not None else 0)
        self._verdict.setText("" if learning is None else verdict_on(learning))
        self._words.setText(why if learning is None else in_words(learning, learner.left_out()))
        self._warning.setText("" if learning is None else warning_of(learning))
        for label in self._texts:
            label.setVisible(bool(label.text()))
        self._undo.setVisible(learning is not None and not is_learning)
        self._undo.setEnabled(learner.can_undo)
        self._draw(learning)

    def _draw(self, learning: Learning | None) -> None:
        has_curve = learning is not None and len(learning.curve) > 1
        if self._plot is None and has_curve:
            self._plot = Plot("learn", "What is read right while it learns", least=LEAST)
            self._column.insertWidget(self._column.count() - 1, self._plot, 1)
            self._plot.setMaximumHeight(HIGHEST)
        if self._plot is not None:
            self._plot.setVisible(has_curve)
            if learning is not None and has_curve:
                self._plot.show_chart(chart_of(learning))


def verdict_on(learning: Learning) -> str:
    """How many are read right before and after: of my digits, MNIST's, and other people's."""
    lines = []
    if (own := learning.own) is not None:
        lines.append(f"Your {counted(own.size, 'digit')}: {own.before} → {own.after} right")
    if (held := learning.judged) is not None:
        lines.append(f"{held.size} held back: {held.before} → {held.after} right")
    if (mnist := learning.mnist) is not None:
        before, after = (100 * right / mnist.size for right in (mnist.before, mnist.after))
        lines.append(f"MNIST: {before:.2f} → {after:.2f} %")
    for name, theirs in learning.others:
        before, after = (100 * right / theirs.size for right in (theirs.before, theirs.after))
        lines.append(f"{one_line(name, LONGEST_NAME)}: {before:.0f} → {after:.0f} %")
    return "\n".join(lines)


def in_words(learning: Learning, left_out: Sequence[WrittenDigit] = ()) -> str:
    """What was done, and what the numbers are about. left_out: digits that are not learnt."""
    if not learning.is_done:
        return "Learning all of them …" if learning.judged is not None else "Learning …"
    assert learning.seconds is not None and learning.mnist is not None
    how_many = learning.digits - len(learning.left_out)
    said = [
        f"It has learnt {how_many} of {learning.digits} in {learning.seconds:.1f} s, and is in use."
    ]
    doubted = [digit for digit in left_out if not digit.is_confirmed]
    if doubted:
        labels = in_a_row(sorted({digit.label for digit in doubted}))
        said.append(
            f"It left out {counted(len(doubted), 'digit')} labelled {labels}, framed in the sheet: "
            f"{'it looks' if len(doubted) == 1 else 'they look'} like others."
        )
    if len(doubted) < len(left_out):
        said.append("What you have confirmed since is learnt next time.")
    if learning.judged is not None:
        said.append(
            "Those held back are read by a first copy that was not shown them; the curves are its."
        )
    elif learning.has_learnt:
        said.append("It knew this hand before, so no digits are held back to judge it by.")
    else:
        said.append(
            f"From {LEAST_OF_EACH} of each on a third is held back, to see how it reads digits "
            "that it has not learnt."
        )
    return f"{' '.join(said)} MNIST's are {learning.mnist.size:,} test digits."


def warning_of(learning: Learning) -> str:
    """What it has cost; empty where that is little."""
    lost = learning.points_lost
    if lost <= POINTS_LOST:
        return ""
    return f"It reads MNIST a little worse: {lost:.2f} points fewer of its test digits are right."


def chart_of(learning: Learning) -> Chart:
    """What is read right after so many mini-batches: of mine, and of MNIST's."""
    at = np.array([point.mini_batches for point in learning.curve], np.float64)
    mine = 100 * np.array([point.mine for point in learning.curve])
    mnist = 100 * np.array([point.mnist for point in learning.curve])
    version = len(learning.curve), id(learning.original)
    traces = [
        Trace(
            "mnist",
            "MNIST",
            MNIST_COLOR,
            (Curve(f"first {SOME:,} test digits", at, mnist),),
            version,
        )
    ]
    if np.isfinite(mine).any():
        traces.append(Trace("mine", "mine", MINE_COLOR, (Curve("held back", at, mine),), version))
    texts = ("read right", "mini-batches", "read right (%)", "{:.1f} %")
    return Chart(tuple(traces), *texts)
