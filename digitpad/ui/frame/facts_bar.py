"""The status bar: what trains, and the accuracy, on the right; on the left an explanation."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSizePolicy, QStatusBar, QWidget

from digitpad.core.text import shortened
from digitpad.session.runs.words import (
    about_accuracy,
    about_test,
    accuracy_at,
    accuracy_on_test,
    experiment_at_work,
    is_tested,
    not_kept,
    person_at_work,
)
from digitpad.session.session import Session
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.explained import LONGEST_TEXT, explain, explanation
from digitpad.ui.parts.layouts import REST, column, named, row

NOT_TESTED = "Measured once the data are loaded"
MARGINS = 12, 0, 16, 0  # pixels; the text is aligned with the canvas
BRIEFLY, A_LETTER = 3000, 80  # milliseconds that a line is shown, plus those per letter


class ExplanationLine(CutLabel):
    """Explains what got the keys last or, once the pointer has moved since, what is under it.

    Qt tells the window by a status tip what the pointer enters, but not while a button is down.
    """

    def __init__(self) -> None:
        super().__init__("explanation")
        self.setContentsMargins(*MARGINS)
        self._message = self._tip = ""
        self._told: QWidget | None = None  # the widget that the tip is about
        self._place = QCursor.pos()  # of the pointer when another widget got the keys
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            self._place = QCursor.pos()
            self.explain_now()

    def show_message(self, message: str) -> None:
        """Show a message instead of the explanation; an empty one ends that."""
        self._message = message
        self.explain_now()

    def take_tip(self, tip: str) -> None:
        """Take the status tip of what the pointer is over; "": that of the widget around it."""
        self._tip, self._told = tip, self._pointed()
        self.explain_now()

    def explain_now(self) -> None:
        """Show the explanation of what is pointed at, or has the keys, now."""
        if self._message:
            self.show_text(self._message)
        elif QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            explained = self.explained()
            if self._pointed() is not self:  # there it can be read whole
                self.show_text("" if explained is None else self._about(explained))

    def explained(self) -> QWidget | None:
        """The widget that is explained now. An open menu has the keys, though not the focus."""
        if isinstance(menu := QApplication.activePopupWidget(), QMenu):
            return menu
        pointed, focus = self._pointed(), QApplication.focusWidget()
        if pointed is not None and self._about(pointed):
            return pointed
        return focus if focus is not None and self.window().isAncestorOf(focus) else None

    def _about(self, widget: QWidget) -> str:
        """The explanation of a widget: with the part under the pointer, or that the keys are at."""
        if isinstance(widget, QMenu):
            return explanation(widget, self._tip)
        if widget is not self._pointed():
            return explanation(widget)
        # Another widget may have come under a pointer at rest.
        return explanation(widget, self._tip if widget is self._told else "")

    def _pointed(self) -> QWidget | None:
        """The widget of the window under a pointer that has moved since the focus has."""
        place, window = QCursor.pos(), self.window()
        widget = None if place == self._place else QApplication.widgetAt(place)
        is_over = widget is not None and widget.window() is window and window.underMouse()
        return widget if is_over else None


class FactsBar(QStatusBar):
    """Shows what trains, and the one accuracy of the network in use.

    That is the evaluation accuracy of the epoch in use as its run measured it; a network of no run
    has its test accuracy.

    The rest of the bar explains what is pointed at; an event hides that for some seconds.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._tested: tuple[int, int] | None = None
        self._why_not = NOT_TESTED
        self.line = ExplanationLine()
        self.addPermanentWidget(self.line, 1)  # Qt itself would write messages at the edge
        self.messageChanged.connect(self.line.show_message)
        about = "Runs cannot be written to the disk now"
        self._not_kept = named(QLabel(), "not_kept", about, role="error")
        self._not_kept.setContentsMargins(0, 0, 16, 0)
        self._not_kept.hide()
        about = "What trains now. Pause and Stop act on your run; an experiment has Cancel"
        names = "run_at_work", "experiment_at_work"
        self._trains = [named(QLabel(), name, about, role="caption") for name in names]
        self._at_work = QWidget()
        at_work = (row(REST, label) for label in self._trains)
        column(*at_work, of=self._at_work, spacing=0, margins=(0, 4, 6, 4))
        self._accuracy = named(QLabel(), "accuracy_in_use", role="figure")
        about = "The kind of the accuracy beside it"
        self._kind = named(QLabel(), "accuracy_kind", about, role="caption")
        facts = QWidget()
        # Never wider than its text, which leaves room for an explanation.
        facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row(self._kind, self._accuracy, of=facts, spacing=12, margins=(0, 4, 16, 4))
        self.setSizeGripEnabled(False)
        self.addPermanentWidget(self._not_kept)
        self.addPermanentWidget(self._at_work)
        self.addPermanentWidget(facts)
        for changed in (session.network_changed, session.file_changed):
            changed.connect(self._show_accuracy)
        session.when_run(self._show_accuracy, "named", "job", "epoch", "used")
        session.queue.changed.connect(self._show_training)
        session.when_run(self._show_training, "named")
        self._accuracy.setText("–")

    def tell(self, line: str) -> None:
        """Show what has just happened, for as long as it takes to read."""
        self.showMessage(shortened(line, LONGEST_TEXT), BRIEFLY + A_LETTER * len(line))

    def show_failing(self, reason: str) -> None:
        """Show why runs, digits and experiments cannot be kept now; "" if they can."""
        short, said = not_kept(reason)
        self._not_kept.setText(short)
        explain(self._not_kept, said)
        self._not_kept.setVisible(bool(reason))
        if reason:
            self.clearMessage()  # it may say that something is kept

    def show_test(self, result: tuple[int, int] | None, why_not: str = NOT_TESTED) -> None:
        """Take the test accuracy of a network of no run: how many images are right, of how many.

        None: not known; why_not: the reason, a sentence.
        """
        self._tested, self._why_not = result, why_not
        self._show_accuracy()

    def _show_training(self, *_told: object) -> None:
        queued = self._session.queue.state
        run = self._session.runs.get(None if queued.person is None else queued.person.run_id)
        person = person_at_work(queued, "" if run is None else run.title)
        texts = person, experiment_at_work(queued)
        for label, text in zip(self._trains, texts):
            label.setText(text)
            label.setVisible(bool(text))
        self._at_work.setVisible(any(texts))

    def _show_accuracy(self, *_told: object) -> None:
        run, epoch, tested = self._session.run, self._session.runs.epoch, self._tested
        if run is not None and not is_tested(run):
            said, about = accuracy_at(run, epoch), about_accuracy(run, epoch)
        else:
            said = accuracy_on_test(tested)
            about = self._why_not if tested is None else about_test(tested, self._session.data)
        for label, text in zip((self._accuracy, self._kind), said):
            label.setText(text)
        explain(self._accuracy, about)
