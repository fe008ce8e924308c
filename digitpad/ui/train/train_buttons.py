"""The buttons under the form. Start says what it will do."""

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from digitpad.core.learning.architecture import Architecture
from digitpad.session.session import Session, State
from digitpad.ui.frame.actions import press_for, share_row
from digitpad.ui.parts.plain_text import one_line, wrapped

NEW, CONTINUE = "Train New Network", "Continue"


class TrainButtons(QWidget):
    """Start, Pause, Stop and +1 Epoch, each for the action of its name."""

    def __init__(self, actions: Iterable[QAction], session: Session) -> None:
        super().__init__()
        self._session = session
        self._actions = {action.objectName().removeprefix("action_"): action for action in actions}
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        texts = {"start": NEW, "pause": "Resume", "stop": "Stop", "one_more_epoch": "+1 Epoch"}
        for name, text in texts.items():
            button = QPushButton(text)
            button.setObjectName(name)
            press_for(button, self._actions[name])
            share_row(row, button)
            self._buttons[name] = button
        self.show_state(State.IDLE)

    def show_state(self, state: State) -> None:
        """Show what Pause does in this state."""
        paused = state is State.PAUSED
        self._buttons["pause"].setText("Resume" if paused else "Pause")
        self._actions["pause"].setText("Re&sume" if paused else "&Pause")

    def show_start(self, architecture: Architecture) -> None:
        """Show what Start does if the form describes this network."""
        run = self._session.run
        if run is not None and run.architecture == architecture:
            text, entry = CONTINUE, "&Continue"
            tip = f"Train the network in use on, after {_epochs(len(run.history))}"
        else:
            text, entry = NEW, "Train &New Network"
            tip = (
                f"Train a new network, {'-'.join(map(str, architecture.sizes))}. "
                f"It replaces {self._in_use()}"
            )
        keys = self._actions["start"].shortcut().toString()
        self._buttons["start"].setText(text)
        self._buttons["start"].setToolTip(wrapped(f"{tip} ({keys})"))
        self._actions["start"].setText(entry)
        for tell in (self._actions["start"].setToolTip, self._actions["start"].setStatusTip):
            tell(tip)

    def _in_use(self) -> str:
        """The name of the network in use, for a sentence."""
        if self._session.run is None:
            return "the shipped network"
        sizes = "-".join(map(str, self._session.network.sizes))
        file = self._session.file
        name = "the network in use" if file.path is None else one_line(file.name, 40)
        kept = ", which stays in Runs" if file.modified else ""
        return f"{name}, {one_line(sizes, 40)}{kept}"


def what_differs(architecture: Architecture, other: Architecture) -> str:
    """What was changed in the form, in the form's words."""
    parts = {
        "hidden layers": architecture.hidden_layers != other.hidden_layers,
        "cost": architecture.cost != other.cost,
        "initial weights": architecture.weight_initializer != other.weight_initializer,
    }
    changed = [part for part, differs in parts.items() if differs]
    return " and ".join([", ".join(changed[:-1]), changed[-1]] if changed[1:] else changed)


def _epochs(count: int) -> str:
    return f"{count:,} epoch{'s' if count != 1 else ''}"
