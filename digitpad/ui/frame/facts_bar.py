"""The window's status bar: present facts at the right; at the left an explanation, or an event."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from digitpad.core.data.data_spec import DataSpec
from digitpad.session.runs.run_settings import COSTS_IN_WORDS
from digitpad.session.session import Session
from digitpad.ui.frame.explanation_line import ExplanationLine
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, named, row
from digitpad.ui.parts.plain_text import LONGEST_TEXT, one_line

if TYPE_CHECKING:
    from digitpad.session.measuring.questions import TestResult

LONGEST_NAME = 30  # letters of a data set's name
LONGEST_TITLE = 24  # letters of a run's
LONGEST_REASON = 44  # letters of why it is not kept
BRIEFLY, LONGER = 4000, 10_000  # milliseconds that a line is shown


class FactsBar(QStatusBar):
    """Shows the data and the network in use, and the network's test accuracy.

    In the room that is left it explains what is pointed at. An event hides that for some seconds.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.line = ExplanationLine()
        self.addWidget(self.line, 1)
        # Qt hides it, too, but shows it again over the message when the text has another size.
        self.messageChanged.connect(self._make_room)
        self._not_kept = _fact("not_kept", "The run in use cannot be written to the disk now")
        self._not_kept.setContentsMargins(0, 0, 16, 0)
        theme.give_role(self._not_kept, "error")
        self._not_kept.hide()
        self._data = _fact(
            "data_in_use",
            "What the next run learns from, and Inside looks through; File has others",
        )
        self._test_accuracy = _fact("accuracy_in_use")
        theme.give_role(self._test_accuracy, "figure")
        self._description = _fact(
            "network_in_use", "The run or file in use, the neurons of its layers, and its cost"
        )
        for line in (self._description, self._data):
            theme.give_role(line, "caption")
        facts = QWidget()
        # Never wider than its text: an event has the room of the explanation.
        facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        lines = column(row(REST, self._description), row(REST, self._data), spacing=0)
        row(lines, self._test_accuracy, of=facts, spacing=12, margins=(0, 4, 16, 4))
        self.setSizeGripEnabled(False)
        self.addPermanentWidget(self._not_kept)
        self.addPermanentWidget(facts)
        self.show_test(None)
        self._show_data(session.data)
        for changed in (session.network_changed, session.runs_changed, session.file_changed):
            changed.connect(self._show_network)
        session.data_changed.connect(self._show_data)

    def tell(self, line: str, milliseconds: int = BRIEFLY) -> None:
        """Show a line about something that has just happened."""
        self.showMessage(one_line(line, LONGEST_TEXT), milliseconds)

    def _make_room(self, message: str) -> None:
        self.line.setVisible(not message)

    def show_failing(self, reason: str) -> None:
        """Show why the run in use cannot be kept; empty where it can."""
        self._not_kept.setText(one_line(f"not kept: {reason}", LONGEST_REASON))
        explain(self._not_kept, f"It could not be kept: save it. {reason}")
        self._not_kept.setVisible(bool(reason))

    def show_test(self, result: "TestResult | None") -> None:
        """Show the test accuracy of the network in use; None while it is not known."""
        if result is None:
            self._test_accuracy.setText("–")
            explain(self._test_accuracy, "Measured when the network rests")
        else:
            self._test_accuracy.setText(f"{100 * result.accuracy / result.size:.2f} %")
            explain(
                self._test_accuracy,
                f"The network in use reads {result.accuracy:,} of the {result.size:,} test images "
                f"of {one_line(self._session.data.of_test.name, LONGEST_NAME)}",
            )

    def _show_network(self, *_told: object) -> None:
        network = self._session.network
        layers = "-".join(map(str, network.sizes))
        cost = COSTS_IN_WORDS[network.cost.__name__]
        name = one_line(self._session.title, LONGEST_TITLE)
        self._description.setText(f"{name}: {one_line(layers)}, {cost}")

    def _show_data(self, data: DataSpec) -> None:
        sizes = self._session.loaded.sizes
        images = "" if sizes is None else f", {sizes[0]:,} images"
        self._data.setText(f"data: {one_line(data.name, LONGEST_NAME)}{images}")


def _fact(name: str, tip: str = "") -> QLabel:
    return named(QLabel(), name, tip)
