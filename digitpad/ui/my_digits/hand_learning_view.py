"""Learns a hand, and shows what that has changed, in words and curves."""

from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from digitpad.session.hands.hand_words import chart_of, remarks
from digitpad.session.hands.learner import Learner
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import StayingButton
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.plots.plot import Plot


class HandLearningView(QWidget):
    """The progress and the results of learning. `learn` is the button, which stands elsewhere."""

    def __init__(self, learner: Learner) -> None:
        super().__init__()
        self._learner = learner
        self.learn = named(StayingButton("&Learn My Digits"), "learn_my_digits")
        self._progress = named(QProgressBar(), "learn_progress", "How far the learning is.")
        self._progress.setTextVisible(False)
        self._progress.setMaximum(1000)
        about = "Stop learning, and keep the network in use; another epoch in use stops it, too"
        self._cancel = named(QPushButton("&Cancel"), "cancel_learning", about)
        about = "What is missing before learning, or remarks on the result."
        self._words = paragraph("learn_words", about)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.give_role(self._words, "muted")
        self._plot = Plot("learn", "Digits read right while it learns", least=(200, 100))
        under_way = row((self._progress, 1), self._cancel)
        column(self._words, under_way, (self._plot, 100), REST, of=self, spacing=8)
        self._cancel.clicked.connect(learner.drop)
        learner.changed.connect(self.show_learning)
        self.show_learning()

    def show_learning(self) -> None:
        learner, learning = self._learner, self._learner.learning
        why, is_learning = learner.why_not(), learner.is_learning
        self.learn.setEnabled(not why and not is_learning)
        explain(self.learn, why or "Let a copy of the network in use learn these digits, as a run")
        for part in (self._progress, self._cancel):
            part.setVisible(is_learning)
        self._progress.setValue(round(1000 * learning.part) if learning is not None else 0)
        self._words.setText(why if learning is None else remarks(learning, learner.left_out()))
        chart = None if learning is None else chart_of(learning)
        self._plot.setVisible(chart is not None)
        if chart is not None:
            self._plot.show_chart(chart)
