"""The buttons under the form; their tool tips say what they will do."""

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.learning.architecture import Architecture
from digitpad.core.text import counted
from digitpad.session.session import Session, State
from digitpad.ui.frame.actions import press_for, share_row
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.parts.plain_text import one_line, tooltip

NEW, CONTINUE = "Train New Network", "Continue"


class _Button(QPushButton):
    """Keeps the keyboard while it is disabled: Qt would give it to a field behind the buttons."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return not self.isEnabled() or super().focusNextPrevChild(forward)


class TrainButtons(QWidget):
    """Start, Train New Network, Pause and Stop, each for the action of its name.

    Train New Network is there beside Continue; else Start itself says so.
    """

    def __init__(self, actions: Iterable[QAction], session: Session) -> None:
        super().__init__()
        self._session = session
        self._actions = {action.objectName().removeprefix("action_"): action for action in actions}
        self._buttons: dict[str, QPushButton] = {}
        rows = column(of=self, spacing=6)
        for texts in (
            {"start": CONTINUE, "train_new": NEW},
            {"pause": "Resume", "stop": "Stop"},
        ):
            buttons = row(spacing=6)
            rows.addLayout(buttons)
            for name, text in texts.items():
                button = named(_Button(text), name)
                theme.give_role(button, "primary" if name == "start" else "")
                press_for(button, self._actions[name])
                share_row(buttons, button)
                self._buttons[name] = button
        self.show_state(State.IDLE)

    def show_end(self) -> None:
        """Give the keyboard to the button that goes on, if Stop has it."""
        if self._buttons["stop"].hasFocus():
            self._buttons["start"].setFocus()

    def show_state(self, state: State) -> None:
        """Show what Pause does in this state."""
        paused = state is State.PAUSED
        self._buttons["pause"].setText("Resume" if paused else "Pause")
        self._actions["pause"].setText("Re&sume" if paused else "&Pause")

    def show_start(self, architecture: Architecture) -> None:
        """Show what Start does if the form describes this network."""
        run = self._session.run
        sizes = "-".join(map(str, architecture.sizes))
        new = f"Train a new network, {sizes}. It replaces {self._in_use()}"
        if run is not None and run.architecture == architecture:
            text, entry = CONTINUE, "&Continue"
            tip = f"Train the network in use on, after {counted(len(run.history), 'epoch')}"
        else:
            text, entry, tip = NEW, "Train &New Network", new
        self._buttons["start"].setText(text)
        for part in (self._buttons["train_new"], self._actions["train_new"]):
            part.setVisible(text == CONTINUE)
        self._actions["start"].setText(entry)
        self._tell("start", tip)
        self._tell("train_new", new)

    def show_error(self, error: str) -> None:
        """Show why the form cannot be trained with. error: a sentence."""
        for name in ("start", "train_new"):
            self._tell(name, f"First mend the form. {error}")

    def _tell(self, name: str, tip: str) -> None:
        """Say what an action will do."""
        action = self._actions[name]
        keys = "" if tip.endswith(".") else action.shortcut().toString()
        explain(self._buttons[name], f"{tip} ({keys})" if keys else tip)
        action.setToolTip(tooltip(tip))

    def _in_use(self) -> str:
        """The name of the network in use, for a sentence."""
        if self._session.run is None:
            return "the shipped network"
        sizes = "-".join(map(str, self._session.network.sizes))
        file = self._session.file
        name = "the network in use" if file.path is None else one_line(file.name, 40)
        kept = ", which stays in Runs" if file.modified else ""
        return f"{name}, {one_line(sizes, 40)}{kept}"
