"""The laboratory: change something in a copy of the network, and see how the copy reads."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal

from digitpad.core.inside.explain import activations_of
from digitpad.core.inside.laboratory import Alteration
from digitpad.core.verdict import verdict_on
from digitpad.session.inside.laboratory_words import (
    copy_in_words,
    outputs_in_words,
    read_in_words,
    shares_in_words,
    tested_in_words,
)
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import changed
from digitpad.session.measurer import Measurer
from digitpad.session.question import Question
from digitpad.session.questions import Altered, altered_copy
from digitpad.session.undo import UndoStack, UndoStep
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.inside.laboratory_controls import ChangeList, LaboratoryControls
from digitpad.ui.parts.actions import StayingButton
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.signed_bars import SignedBars


class LaboratoryView(InsideView):
    """Changes a copy of the network, which can be kept as a new network."""

    title = "Laboratory"
    about = (
        "Change a copy, which the picture at the left then shows, and see how well it still "
        "reads; the network stays as it is."
    )

    kept = Signal(object, str)
    """The user wants to use the copy as a new network; carries it, and of what it is a copy."""

    def __init__(self, undo: UndoStack, measurer: Measurer, seen: Seen) -> None:
        """undo: takes each change as a step."""
        super().__init__("laboratory", "Laboratory", seen)
        self._steps, self._alteration = undo, Alteration()
        self._dragged: list[Alteration] | None = None  # before and after, while a slider is held
        self._copy = self.watch(measurer, self._question, by_parts=True)
        self._copied = seen.kept  # what was seen when the network was copied
        self._shown: object = None  # what the controls show
        about = "How many of the test digits the copy reads right: before → after the changes."
        self.accuracy = paragraph("laboratory_accuracy", about, "heading")
        about = "How the copy reads your drawing. Change it until it misreads it."
        self.result = paragraph("laboratory_result", about, "heading")
        about = "The network that was copied."
        self.of = paragraph("laboratory_of", about, "muted")
        self._controls = LaboratoryControls()
        self._changes = ChangeList()
        about = "The ten activations of the drawing, before and after the change."
        spoken, bars = "Activations before and after", SignedBars(10, "0: 0.00 → 0.00", 0.1)
        self.outputs = named(bars, "laboratory_outputs", about, spoken)
        tip = "Undo all changes, and take the network as it is now"
        self.undo = named(StayingButton("&Undo All"), "laboratory_back", tip)
        tip = "Use the changed copy as a new network"
        self.keep = named(StayingButton("&Keep as New Network"), "laboratory_keep", tip)
        self._copy.answered.connect(self._show_made)
        self._copy.refused.connect(self._show_made)
        self._lay_out()
        self._controls.changed.connect(self._take_change)
        self._controls.let_go.connect(self._end_drag)
        self._changes.undone.connect(self._step_to)
        self.undo.clicked.connect(lambda: self._step_to(Alteration()))
        self.keep.clicked.connect(self._keep)
        self._show_buttons()

    def _lay_out(self) -> None:
        # Above the parts that grow with the changes, so that a second click hits the same control.
        above = self._controls, row(self.undo, self.keep)
        below = self.accuracy, self.result, self.of, self._changes, self.outputs
        column(*above, *below, REST, of=self, margins=(0, 8, 8, 8))

    def headline(self, seen: Seen) -> str:
        finished = self._finished()
        if finished is None or finished.after is None:
            return super().headline(seen)
        return changed(*shares_in_words(finished.before, finished.after, finished.size))

    # Changing the copy.

    def show_seen(self, seen: Seen) -> None:
        """Show another network, drawing or neuron.

        Until the first change the copy follows the network in use; all changes are made in the
        copy that there is then. When another run is in use, the changes are dropped.
        """
        self._seen = seen
        if self._copied.run_id != seen.run_id:
            self._alteration = Alteration()
        if self._alteration.is_nothing:
            self._copied = seen.kept
        self._copy.ask()
        self._show_controls()
        self._show_result()

    def _show_controls(self) -> None:
        seen, copied = self._seen, self._copied
        shown = copied.network, self._alteration, seen.place
        if shown != self._shown:
            self._shown = shown
            self._controls.show_alteration(seen, copied.network, self._alteration)
            self._changes.show_changes(seen, copied.network, self._alteration)

    def _finished(self) -> Altered | None:
        """The copy with all changes; None if there are none, or while it is being made."""
        made = self._made
        has_all = made is not None and made.alteration == self._alteration
        return made if has_all and not self._alteration.is_nothing else None

    def _show_buttons(self) -> None:
        self.undo.setEnabled(not self._alteration.is_nothing)
        self.keep.setEnabled(self._finished() is not None)

    def _take_change(self) -> None:
        alteration = self._controls.alter(self._alteration, *self._seen.place)
        if self._dragged is not None:  # the step goes on
            self._dragged[1] = alteration
            self._alter(alteration)
        else:
            self._step_to(alteration)

    def _step_to(self, alteration: Alteration) -> None:
        """Change the copy, as a step that can be undone; a drag is one step.

        It leads from one end to the other, and nowhere else: not in a copy of another run.
        """
        ends, run_id = [self._alteration, alteration], self._copied.run_id

        def go(end: int) -> None:
            self._alter(ends[end])

        def can(end: int) -> bool:
            return self._copied.run_id == run_id and self._alteration == ends[1 - end]

        name, forth, back = "Change in the Laboratory", partial(go, 1), partial(go, 0)
        can_redo, can_undo = partial(can, 1), partial(can, 0)
        self._steps.push(UndoStep(name, forth, back, can_redo=can_redo, can_undo=can_undo))
        self._dragged = ends if self._controls.is_held else None

    def _end_drag(self) -> None:
        self._dragged = None

    def _alter(self, alteration: Alteration) -> None:
        """Change the copy of the network in use; without changes, begin with that network."""
        self._alteration = alteration
        self.show_seen(self._seen)
        self.moved.emit()

    def begin_anew(self) -> None:
        """Drop all changes, and begin with the network in use."""
        self._alter(Alteration())

    def _question(self) -> Question[Altered] | None:
        """Ask for the copy and its test, but not for an unchanged one of a network that trains."""
        network, alteration = self._copied.network, self._alteration
        if self._copied.learns and alteration.is_nothing:
            return None
        return partial(altered_copy, network=network, alteration=alteration, known=self._known)

    def _known(self) -> Altered | None:
        return self._copy.found

    @property
    def _made(self) -> Altered | None:
        """The copy that was made last; None if it is a copy of another network."""
        made, copied = self._copy.found, self._copied
        return made if made and made.original is copied.network else None

    def _keep(self) -> None:
        if (finished := self._finished()) is not None:
            self.kept.emit(finished.network, self._copied.title)

    # Showing the result.

    def _show_made(self, *_told: object) -> None:
        self._show_result()
        self.moved.emit()

    def _show_result(self) -> None:
        seen, copied, made = self._seen, self._copied, self._made
        self._show_buttons()
        has_changes = not self._alteration.is_nothing
        is_same, result = copied.network is seen.kept.network, ""
        copied_name = seen.kept.name if is_same else copied.name
        self.of.setText(copy_in_words(seen.kept.name, copied_name, has_changes))
        accuracy = "" if copied.learns and not has_changes else "Making the copy …"
        if made is not None:
            is_changed = not made.alteration.is_nothing
            accuracy = tested_in_words(made.before, made.after, made.size, is_changed)
            before, after = (
                activations_of(network, seen.activations[0])[-1][:, 0]
                for network in (copied.network, made.network)
            )
            result = read_in_words(seen, before, after, is_changed)
            strong = verdict_on(after, seen.form).digits
            self.outputs.show_bars(outputs_in_words(before, after), strong)
        accuracy = self._copy.refusal or accuracy
        for label, text in ((self.accuracy, accuracy), (self.result, result)):
            label.setText(text)
            label.setVisible(bool(text))
        self.outputs.setVisible(made is not None and has_changes and not seen.is_blank)

    def pictured(self, seen: Seen) -> Seen:
        """The changed copy; neurons that are off send nothing."""
        made, copied = self._made, self._copied
        if made is None or made.alteration.is_nothing or copied.run_id != seen.run_id:
            return seen
        off = tuple((c.layer, c.neuron) for c in made.alteration.neurons if c.off)
        activations = [a.copy() for a in activations_of(made.network, seen.activations[0])]
        for layer, neuron in off:
            activations[layer + 1][neuron] = 0
        return replace(seen, network=made.network, activations=tuple(activations), off=off)
