"""The laboratory: change something in a copy of the network, and see what it then answers."""

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton

from digitpad.core.inside.explain import activations_of
from digitpad.core.inside.laboratory import Alteration
from digitpad.core.inside.verdict import Kind, describe, verdict_on
from digitpad.core.network import Network
from digitpad.session.measuring.questions import Altered
from digitpad.ui.inside.laboratory_controls import ChangeList, LaboratoryControls
from digitpad.ui.inside.neuron_ranking import NeuronRanking
from digitpad.ui.inside.seen import Array, Seen
from digitpad.ui.inside.views import InsideView
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.signed_bars import SignedBars

# Milliseconds of delay before a copy is made.
RESTS_AFTER = 300  # after the network itself has changed, as it may change again
MAKE_AFTER = 30  # after a control was moved, as a dragged slider moves often


class LaboratoryView(InsideView):
    """Works on a copy. The network in use stays as it is, unless the copy is kept instead."""

    title = "Laboratory"
    about = (
        "Change a copy, which the picture at the left then shows, and see how well it still "
        "reads; the network stays as it is. Many networks hardly need some of their neurons. "
        "(The book: chapter 3, Other techniques for regularization.)"
    )

    made_wanted = Signal(object, object)
    """A changed copy is wanted; carries a network, and the Alteration of its copy."""
    kept = Signal(object)
    """The user wants to use the copy as a new network; carries it."""
    copied = Signal(object, object)
    """A changed copy is whole; carries it, and the id of the run of its original. Both are None
    where nothing is changed any more."""
    moved = Signal()
    """`pictured` shows something else."""

    def __init__(self) -> None:
        super().__init__("laboratory", "Laboratory")
        self._seen: Seen | None = None
        self._alteration = Alteration()
        self.made: Altered | None = None
        """The copy that was made last."""
        self._told: Network | None = None  # the copy that `copied` carried last
        self._outputs: tuple[Array, Array] | None = None  # of the drawing, before and after
        self._copied: Seen | None = None  # what there was when the copy was made
        self._shown: object = None  # what the controls show
        self._refusal = ""  # why the last copy that was wanted cannot be tested
        self._make_soon = QTimer(self, singleShot=True)
        self._make_soon.timeout.connect(self._make)
        about = "How many of the test digits the copy reads right: before → after the changes."
        self.accuracy = paragraph("laboratory_accuracy", about)
        about = "How the copy reads your drawing. Change it until it misreads it."
        self.result = paragraph("laboratory_result", about)
        about = "What the copy was made of, and what was changed in it."
        self.of = paragraph("laboratory_of", about)
        theme.give_role(self.of, "muted")
        self._controls = LaboratoryControls()
        self._changes = ChangeList()
        self.outputs = SignedBars(
            "laboratory_outputs", "Activations before and after", 10, "0: 0.00 → 0.00", 0.1
        )
        explain(self.outputs, "The ten activations of the drawing, before and after the change.")
        tip = "Undo all changes, and take the network as it is now"
        self.undo = named(QPushButton("&Undo All"), "laboratory_back", tip)
        tip = "Use the changed copy as a new network"
        self.keep = named(QPushButton("&Keep as New Network"), "laboratory_keep", tip)
        self.ranking = NeuronRanking()
        self._lay_out()
        self._controls.changed.connect(self._take_change)
        self._changes.undone.connect(self._alter)
        self.undo.clicked.connect(self.undo_all)
        self.keep.clicked.connect(self._keep)
        self._show_buttons()
        for label in (self.accuracy, self.result):
            theme.give_role(label, "heading")

    def _lay_out(self) -> None:
        texts = self.accuracy, self.result, self.of
        buttons = row(self.undo, self.keep)
        parts = *texts, self._controls, self._changes, buttons, self.outputs, self.ranking
        column(*parts, REST, of=self, margins=(8, 8, 8, 8))

    def headline(self, seen: Seen) -> str:
        finished = self._finished()
        if finished is None or finished.accuracy is None:
            return super().headline(seen)
        return f"Changed so, it reads {self.accuracy.text()}."

    # Changing the copy.

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron.

        The first change takes a copy of the network as it is then, and later changes change that
        copy. As long as nothing is changed the copy follows the network in use. Changes belong to
        a run: when another is in use they are dropped.
        """
        self._seen, copied = seen, self._copied
        if copied is None or copied.run_id != seen.run_id:
            self._alteration = Alteration()
            self.ranking.show_ranking(None)
        if copied is None or self._alteration.is_nothing:
            self._copied = seen
            if copied is None:
                self._make_soon.start(MAKE_AFTER)
            elif copied.network is not seen.network or copied.trains != seen.trains:
                self._make_soon.start(RESTS_AFTER)
            copied = seen
        self._show_controls()
        self._show_result()

    def _show_controls(self) -> None:
        seen, copied = self._seen, self._copied
        if seen is None or copied is None:
            return
        shown = copied.network, self._alteration, seen.place
        if shown != self._shown:
            self._shown = shown
            self._controls.show_alteration(seen, copied.network, self._alteration)
            self._changes.show_changes(seen, copied.network, self._alteration)

    def _made_of_copied(self) -> Altered | None:
        """The copy that was made last, if it is of the network that is changed now."""
        return self.made if self.made and self.made.original is self.network() else None

    def _finished(self) -> Altered | None:
        """The copy with all changes, if there are any and it is made."""
        made = self._made_of_copied()
        has_all = made is not None and made.alteration == self._alteration
        return made if has_all and not self._alteration.is_nothing else None

    def _show_buttons(self) -> None:
        """Enable the buttons that can do something: only a finished copy can be kept."""
        has_changes, finished = not self._alteration.is_nothing, self._finished()
        self.undo.setEnabled(has_changes)
        self.keep.setEnabled(finished is not None)
        network = None if finished is None else finished.network
        if (finished or not has_changes) and network is not self._told:
            self._told = network
            of = self._copied if finished else None
            self.copied.emit(network, None if of is None else of.run_id)

    def _take_change(self) -> None:
        if self._seen is not None:
            self._alter(self._controls.alter(self._alteration, *self._seen.place))

    def _alter(self, alteration: Alteration) -> None:
        self._alteration = alteration
        self._make_soon.start(MAKE_AFTER)
        if self._seen is not None:
            self.look(self._seen)

    def undo_all(self) -> None:
        """Undo all changes of the copy, and begin with the network in use."""
        self._copied = self._seen
        self._alter(Alteration())
        self.moved.emit()

    def _make(self) -> None:
        """Have the copy made, unless nothing is changed and training makes new networks."""
        copied = self._copied
        if copied is not None and not (copied.trains and self._alteration.is_nothing):
            self._refusal = ""
            self.made_wanted.emit(copied.network, self._alteration)

    def _keep(self) -> None:
        if (finished := self._finished()) is not None:
            self.kept.emit(finished.network)

    def forget(self) -> None:
        """Forget what was tested, as there are other data."""
        self._seen = self.made = self._copied = None
        self.ranking.show_ranking(None)

    # Showing the result.

    def show_made(self, made: Altered) -> None:
        """Show a copy that was made, or tested."""
        if made.original is self.network():
            self.made = made
            self._show_result()
            self.moved.emit()

    def refuse(self, sentence: str) -> None:
        """Say why the copy cannot be tested."""
        self._refusal = sentence
        self._show_result()

    def network(self) -> Network | None:
        """The network whose copy is changed."""
        return None if self._copied is None else self._copied.network

    def _show_result(self) -> None:
        seen, copied, made = self._seen, self._copied, self._made_of_copied()
        self._show_buttons()
        if seen is None or copied is None:
            return
        has_changes = not self._alteration.is_nothing
        self.of.setText(_what_is_changed(seen, copied, has_changes))
        if made is None:
            waits = copied.trains and not has_changes
            self.accuracy.setText("" if waits else "Making the copy …")
            self.result.setText("")
            self._outputs = None
        else:
            before, after = (
                activations_of(network, seen.activations[0])[-1][:, 0]
                for network in (copied.network, made.network)
            )
            self._outputs = before, after
            self.accuracy.setText(self._refusal or _tested(made))
            self.result.setText(_read(seen, before, after, not made.alteration.is_nothing))
            self.outputs.show_bars(
                [
                    (f"{digit}: {a:.2f} → {b:.2f}", b - a)
                    for digit, (a, b) in enumerate(zip(before.tolist(), after.tolist()))
                ],
                verdict_on(after, seen.is_side_by_side).digits,
            )
        for label in (self.accuracy, self.result):
            label.setVisible(bool(label.text()))
        self.outputs.setVisible(self._outputs is not None and has_changes and not seen.is_blank)

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows: the changed copy; what is off sends nothing."""
        made, copied = self._made_of_copied(), self._copied
        if made is None or made.alteration.is_nothing:
            return seen
        if copied is None or copied.run_id != seen.run_id:
            return seen
        off = tuple((c.layer, c.neuron) for c in made.alteration.neurons if c.off)
        activations = [a.copy() for a in activations_of(made.network, seen.activations[0])]
        for layer, neuron in off:
            activations[layer + 1][neuron] = 0
        return replace(seen, network=made.network, activations=tuple(activations), off=off)


def _tested(made: Altered) -> str:
    """How many test digits are read right, before and after: 97.44 % → 91.02 %."""
    test = made.test_data
    unchanged, accuracy = (
        "…" if count is None or test is None else f"{100 * count / len(test):.2f} %"
        for count in (made.unchanged, made.accuracy)
    )
    of = "the test digits" if test is None else f"all {len(test):,} test digits"
    if made.alteration.is_nothing:
        return f"{accuracy} of {of}"
    return f"{unchanged} → {accuracy} of {of}"


def _read(seen: Seen, before: Array, after: Array, has_changes: bool) -> str:
    """How the drawing is read: reads your 4 as 9."""
    if seen.is_blank:
        return "Draw a digit, and see how it is read."
    was, now = (verdict_on(outputs, seen.is_side_by_side) for outputs in (before, after))
    if now.kind is Kind.CLEAR and not has_changes:
        return f"reads your drawing as {now.digits[0]}"
    if not has_changes or now.kind is Kind.SEVERAL:
        return f"your drawing: {describe(now, after)}"
    if was.kind is not Kind.CLEAR or now.kind in (Kind.TORN, Kind.UNSURE):
        return f"your drawing: {describe(was, before)} → {describe(now, after)}"
    if now.is_unread:
        return f"no longer reads your {was.digits[0]}"
    if was.digits == now.digits:
        return f"still reads your {was.digits[0]}"
    return f"reads your {was.digits[0]} as {now.digits[0]}"


def _what_is_changed(seen: Seen, copied: Seen, has_changes: bool) -> str:
    """A sentence that says of which network the copy is."""
    if not has_changes:
        return f"Changes go into a copy of {seen.name}."
    if copied.network is seen.network:
        return f"A copy of {seen.name}, changed."
    return f"A copy of {copied.name}, changed; Undo All begins with {seen.name}."
