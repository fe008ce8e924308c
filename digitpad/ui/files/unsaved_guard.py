"""Ends training before another network takes the place of the one in use; asks about its file."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.core.text import counted, file_name
from digitpad.session.session import Session
from digitpad.ui.frame.panel import Then, WindowPart
from digitpad.ui.parts import dialogs

Button = QMessageBox.StandardButton

PATIENCE = 700  # milliseconds that the process has to end its run; it usually takes a few


class UnsavedGuard(WindowPart):
    """Every run stays in Runs, so one question is left: whether to save what a file has not."""

    def __init__(
        self, window: QWidget, session: Session, save: Callable[[Then, Then], object]
    ) -> None:
        """save: saves the network to its file, then calls its first argument.

        If nothing is saved, it must call its second argument.
        """
        super().__init__(window)
        self._session, self._save = session, save
        self._question: QMessageBox | None = None
        self._after_run: list[Then] = []
        self._lose_patience = QTimer(self, singleShot=True)
        self._lose_patience.setInterval(PATIENCE)
        self._lose_patience.timeout.connect(session.end_process)
        session.run_ended.connect(self._proceed)

    def has_to_wait(self) -> bool:
        """Whether there is something to ask about, or a run to end."""
        return self._question is not None or not self._session.is_idle or self._is_older()

    def _is_older(self) -> bool:
        return self._session.file.is_older

    def ask_about_unsaved(
        self, proceed: Then, otherwise: Then = lambda: None, leaving: Then = lambda: None
    ) -> None:
        """Ask what has to be asked and end the run, then call `proceed`, which may replace it.

        leaving: called before the run is ended. otherwise: called if the user keeps the network.
        While one such question is open, no other is asked.
        """

        def end_and_then(then: Then) -> None:
            leaving()
            self._end_run_and_then(then)

        if self._question is not None:
            self._question.activateWindow()
            otherwise()
        elif self._is_older():
            self._question = dialogs.ask(
                self._window,
                self._title(),
                "If not, they stay in Runs.",
                {
                    Button.Save: lambda: end_and_then(lambda: self._save(proceed, otherwise)),
                    Button.Discard: lambda: end_and_then(proceed),
                    Button.Cancel: otherwise,
                },
                settled=self._forget_question,
            )
            self._question.button(Button.Discard).setText("&Don’t Save")
        else:
            end_and_then(proceed)

    def _title(self) -> str:
        file, run = self._session.file, self._session.run
        assert file.path is not None
        epochs = 0 if run is None else len(run.history) - file.epochs
        what = f"the {counted(epochs, 'new epoch')}" if epochs > 0 else "what is new"
        return f"Save {what} to {file_name(file.path)}?"

    def _forget_question(self) -> None:
        self._question = None

    def _end_run_and_then(self, proceed: Then) -> None:
        if self._session.is_idle:
            proceed()
        else:
            self._after_run.append(proceed)
            self._session.stop()
            self._lose_patience.start()

    def _proceed(self) -> None:
        self._lose_patience.stop()
        after_run, self._after_run = self._after_run, []
        for proceed in after_run:
            proceed()
