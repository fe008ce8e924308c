"""Learns the hand: before and after, in words and as curves; keeps the network that has learnt."""

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from digitpad.core.data.written_digits import LEAST_OF_EACH
from digitpad.session.hands.hand_questions import SOME, Learning
from digitpad.session.hands.learner import POINTS_LOST, Learner
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

LONGEST_NAME = 14  # letters of a hand's name
LARGE = 1.25  # size of the verdict, as a part of the usual one
LEAST, HIGHEST = (200, 100), 230  # pixels of the plot
MINE_COLOR, MNIST_COLOR = "evaluation", "muted"


class LearnView(QWidget):
    """A button that learns, what came of it, and what to do then."""

    keep_wanted = Signal()
    """The network that has learnt should be kept as a run."""

    def __init__(self, learner: Learner) -> None:
        super().__init__()
        self._learner = learner
        self.learn = named(QPushButton("&Learn My Digits"), "learn_my_digits")
        self._progress = named(QProgressBar(), "learn_progress")
        self._progress.setTextVisible(False)
        self._progress.setMaximum(1000)
        self._texts = self._verdict, self._words, self._warning = (
            paragraph("learn_verdict"),
            paragraph("learn_words"),
            paragraph("learn_warning"),
        )
        theme.set_text_color(self._words, "muted")
        theme.set_text_color(self._warning, "misread")
        self.keep = named(
            QPushButton("Keep as &Run"),
            "keep_learnt",
            "Use the network that has learnt your digits, as a run in the list",
        )
        self.back = named(QPushButton("&Back"), "learn_back")
        self._plot: Plot | None = None  # made when there is something to draw
        buttons = row(self.keep, self.back)
        self._column = column(
            self.learn, self._progress, *self._texts, buttons, REST, of=self, spacing=5
        )
        self.learn.clicked.connect(self.begin)
        self.keep.clicked.connect(self.keep_wanted)
        self.back.clicked.connect(learner.back)
        learner.changed.connect(self.show_learning)
        self._fit()
        self.show_learning()

    def begin(self) -> None:
        """Let a copy learn."""
        self._learner.learn()

    def show_learning(self) -> None:
        """Show what is known now."""
        learner, learning = self._learner, self._learner.learning
        why, is_learning = learner.why_not(), learner.is_learning
        self.learn.setEnabled(not why and not is_learning)
        self.learn.setToolTip(why or "Let a copy of the network in use learn these digits")
        self._progress.setVisible(is_learning)
        self._progress.setValue(round(1000 * learning.part) if learning is not None else 0)
        self._verdict.setText("" if learning is None else verdict_on(learning))
        self._words.setText(why if learning is None else in_words(learning))
        self._warning.setText("" if learning is None else warning_of(learning))
        for label in self._texts:
            label.setVisible(bool(label.text()))
        # It keeps its place: a second press, or one that comes too late, hits no other button.
        self.keep.setVisible(learning is not None)
        self.keep.setEnabled(learner.can_keep)
        self.back.setVisible(learning is not None)
        self.back.setText("&Cancel" if is_learning else "&Back")
        self.back.setToolTip(
            "Use the network again that was in use before" if learner.is_kept
            else "Go on with the network as it is"
        )  # fmt: skip
        self._draw(learning)

    def _draw(self, learning: Learning | None) -> None:
        has_curve = learning is not None and len(learning.curve) > 1
        if self._plot is None and has_curve:
            self._plot = Plot("learn", "What is read right while it learns", least=LEAST)
            self._column.insertWidget(self._column.count() - 1, self._plot)
            self._fit()
        if self._plot is not None:
            self._plot.setVisible(has_curve)
            if learning is not None and has_curve:
                self._plot.show_chart(chart_of(learning))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._verdict.setFont(sizes.text(LARGE))
        if self._plot is not None:
            self._plot.setMaximumHeight(sizes.scaled(HIGHEST))


def verdict_on(learning: Learning) -> str:
    """What learning has changed, before and after: of my digits, MNIST's, and other people's."""
    lines = []
    if (mine := learning.judged) is not None:
        lines.append(f"mine: {mine.before} of {mine.size} → {mine.after} of {mine.size}")
    if (mnist := learning.mnist) is not None:
        before, after = (100 * right / mnist.size for right in (mnist.before, mnist.after))
        lines.append(f"MNIST: {before:.2f} → {after:.2f} %")
    for name, theirs in learning.others:
        before, after = (100 * right / theirs.size for right in (theirs.before, theirs.after))
        lines.append(f"{one_line(name, LONGEST_NAME)}: {before:.0f} → {after:.0f} %")
    return "\n".join(lines)


def in_words(learning: Learning) -> str:
    """What was done, and what the numbers are about."""
    if not learning.is_done:
        return "Learning all of them …" if learning.judged is not None else "Learning …"
    assert learning.seconds is not None and learning.mnist is not None
    what = f"all {learning.digits}"
    if learning.left_out:
        several = f"labels of {learning.left_out} look"
        look = several if learning.left_out > 1 else "label of one looks"
        what = f"{learning.digits - learning.left_out} of {learning.digits}, since the {look} wrong"
    what = f"has learnt {what}, in {learning.seconds:.1f} s"
    if learning.judged is None:
        return (
            f"It {what}. From {LEAST_OF_EACH} of each on a third is held back, to see how it reads "
            "digits that it has not learnt."
        )
    return (
        f"Mine are {learning.judged.size} digits that a first copy was not shown, to judge it by. "
        f"The curves show that copy. What is kept {what}. MNIST's are {learning.mnist.size:,} "
        "test digits."
    )


def warning_of(learning: Learning) -> str:
    """What one should know before it is kept; empty where there is nothing."""
    lost = learning.points_lost
    if lost <= POINTS_LOST:
        return ""
    return f"It has forgotten: {lost:.2f} points fewer of MNIST's test digits are read right."


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
