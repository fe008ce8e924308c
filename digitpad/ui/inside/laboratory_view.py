"""The laboratory: change something in a copy of the network, and see what it then answers."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.inside.explain import activations_of
from digitpad.core.inside.laboratory import Alteration
from digitpad.core.inside.verdict import describe, verdict_on
from digitpad.session.measuring.questions import Altered
from digitpad.ui.inside.laboratory_controls import LaboratoryControls
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.tables import Table, of_changes
from digitpad.ui.parts.signed_bars import SignedBars

# Milliseconds of delay before a copy is made.
RESTS_AFTER = 300  # after the network itself has changed, as it may change again
MAKE_AFTER = 30  # after a control was moved, as a dragged slider moves often


class LaboratoryView(QWidget):
    """Works on a copy. The network in use stays as it is, unless the copy is kept instead."""

    made_wanted = Signal(object, object)
    """A changed copy is wanted; carries a network, and the Alteration of its copy."""
    kept = Signal(object)
    """The user wants to use the copy as a new network; carries it."""
    renewed = Signal()
    """The numbers have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("laboratory")
        self.setAccessibleName("Laboratory")
        self._seen: Seen | None = None
        self._alteration = Alteration()
        self.made: Altered | None = None
        """The copy that was made last."""
        self._numbers: list[Table] = []
        self._copied: Seen | None = None  # what there was when the copy was made
        self._make_soon = QTimer(self, singleShot=True)
        self._make_soon.timeout.connect(self._make)
        self.of = QLabel()
        self.of.setObjectName("laboratory_of")
        self.of.setWordWrap(True)
        self._controls = LaboratoryControls()
        self.result = QLabel()
        self.result.setObjectName("laboratory_result")
        self.result.setWordWrap(True)
        self.outputs = SignedBars(
            "laboratory_outputs", "Activations before and after", 10, 110, 0.1
        )
        self.back = QPushButton("&Back")
        self.back.setObjectName("laboratory_back")
        self.back.setToolTip("Undo all changes, and take the network as it is now")
        self.keep = QPushButton("&Keep as New Network")
        self.keep.setObjectName("laboratory_keep")
        self.keep.setToolTip("Use the changed copy as a new network")
        self._lay_out()
        self._controls.changed.connect(self._take_change)
        self.back.clicked.connect(self.undo_all)
        self.keep.clicked.connect(self._keep)
        self._show_buttons()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.of)
        layout.addWidget(self._controls)
        layout.addWidget(self.result)
        layout.addWidget(self.outputs)
        layout.addLayout(buttons)
        layout.addStretch(1)

    # Changing the copy.

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron.

        The first change takes a copy of the network as it is then, and later changes change that
        copy. As long as nothing is changed, and when another run is in use, the copy follows the
        network in use.
        """
        before, self._seen = self._seen, seen
        copied, alteration = self._copied, self._alteration
        if copied is None or copied.run_id != seen.run_id or self._alteration.is_nothing:
            if copied is not None and copied.network.sizes != seen.network.sizes:
                self._alteration = Alteration()
            self._copied = seen
            if copied is None:
                self._make_soon.start(MAKE_AFTER)
            elif copied.network is not seen.network or copied.trains != seen.trains:
                self._make_soon.start(RESTS_AFTER)
        if before is None or _place(before) != _place(seen) or self._alteration != alteration:
            self._show_controls()
        self._show_result()

    def _show_controls(self) -> None:
        assert self._seen is not None
        layer, neuron = _place(self._seen)
        name = self._seen.name_of(layer, neuron)
        self._controls.show_alteration(name, layer, neuron, self._alteration)

    def _show_buttons(self) -> None:
        """Enable the buttons that can do something: only a finished copy can be kept."""
        made, copied, has_changes = self.made, self._copied, not self._alteration.is_nothing
        is_made = (
            made is not None
            and copied is not None
            and made.original is copied.network
            and made.alteration == self._alteration
        )
        self.back.setEnabled(has_changes)
        self.keep.setEnabled(has_changes and is_made)

    def _take_change(self) -> None:
        if self._seen is not None:
            self._alteration = self._controls.alter(self._alteration, *_place(self._seen))
            self._make_soon.start(MAKE_AFTER)
            self.look(self._seen)

    def undo_all(self) -> None:
        """Undo all changes of the copy, and begin with the network in use."""
        self._alteration = Alteration()
        if self._seen is not None:
            self._copied = self._seen
            self._show_controls()
            self._make_soon.start(MAKE_AFTER)
            self._show_result()

    def _make(self) -> None:
        """Have the copy made, unless nothing is changed and training makes new networks."""
        copied = self._copied
        if copied is not None and not (copied.trains and self._alteration.is_nothing):
            self.made_wanted.emit(copied.network, self._alteration)

    def _keep(self) -> None:
        if self.made is not None:
            self.kept.emit(self.made.network)

    def forget(self) -> None:
        """Forget what was tested, as there are other data."""
        self._seen = self.made = self._copied = None

    # Showing the result.

    def show_made(self, made: Altered) -> None:
        """Show a copy that was made, or tested."""
        if self._copied is None or made.original is not self._copied.network:
            return
        self.made = made
        self._show_result()

    def _show_result(self) -> None:
        seen, copied, made = self._seen, self._copied, self.made
        self._show_buttons()
        if seen is None or copied is None:
            return
        self.of.setText(_what_is_changed(seen, copied, self._alteration.is_nothing))
        if made is None or made.original is not copied.network:
            text = "Making the copy …"
            if copied.trains and self._alteration.is_nothing:
                text = "Your first change takes a copy of the network as it is then, and tests it."
            self.result.setText(text)
            self._numbers = []
            self.renewed.emit()
            self.outputs.show_bars(())
            return
        before, after = (
            activations_of(network, seen.activations[0])[-1][:, 0]
            for network in (copied.network, made.network)
        )
        was, verdict = (verdict_on(outputs, seen.is_side_by_side) for outputs in (before, after))
        parts = []
        if not seen.is_blank:
            words = describe(verdict, after), describe(was, before)
            parts.append(f"The drawing: {words[0]} (unchanged: {words[1]}).")
        test = made.test_data
        accuracy, unchanged = (
            "…" if count is None or test is None else f"{100 * count / len(test):.2f} %"
            for count in (made.accuracy, made.unchanged)
        )
        parts.append(f"Test accuracy: {accuracy} (unchanged: {unchanged}).")
        self.result.setText(" ".join(parts))
        self._numbers = of_changes(before, after, self._accuracies(made))
        self.renewed.emit()
        self.outputs.show_bars(
            [
                (f"{digit}: {a:.2f} → {b:.2f}", b - a)
                for digit, (a, b) in enumerate(zip(before.tolist(), after.tolist()))
            ],
            verdict.digits,
        )

    def tables(self) -> list[Table]:
        """The view's numbers."""
        return self._numbers

    def _accuracies(self, made: Altered) -> list[tuple[str, object]]:
        return [("unchanged", made.unchanged), ("changed", made.accuracy)]


def _what_is_changed(seen: Seen, copied: Seen, nothing: bool) -> str:
    """A sentence that says of which network the copy is."""
    if nothing:
        return f"Changes go into a copy of {seen.name}."
    if copied.network is seen.network:
        return f"A copy of {seen.name}, changed."
    return f"A copy of {copied.name}, changed; Back begins with {seen.name}."


def _place(seen: Seen) -> tuple[int, int]:
    return seen.layer, seen.neuron
