"""Guards training: none ends, and none is lost, without asking."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.session import Session, State
from digitpad.ui.frame.panel import Then, WindowPart
from digitpad.ui.parts import dialogs

Button = QMessageBox.StandardButton

PATIENCE = 700  # milliseconds that the process has to end its run; it usually takes a few


class UnsavedGuard(WindowPart):
    """Asks before training ends, and where something would be lost.

    Training is paused while it asks, and ends only if the user agrees.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        save: Callable[[Then, Then], object],
        would_be_lost: Callable[[], str],
    ) -> None:
        """save: saves the network, asking for a file if necessary, then calls its first argument.

        If nothing is saved, it must call its second argument. would_be_lost: says what, if
        another network took the place of the one in use; empty where nothing would.
        """
        super().__init__(window)
        self._session, self._save, self._would_be_lost = session, save, would_be_lost
        self._question: QMessageBox | None = None
        self._has_paused = False  # whether the run is paused for the question's sake
        self._after_run: list[Then] = []
        self._lose_patience = QTimer(self, singleShot=True)
        self._lose_patience.setInterval(PATIENCE)
        self._lose_patience.timeout.connect(session.end_process)
        session.run_ended.connect(self._proceed)

    def has_to_ask(self) -> bool:
        """Whether there is anything to ask about now."""
        return (
            self._question is not None or not self._session.is_idle or bool(self._would_be_lost())
        )

    def ask_about_unsaved(self, proceed: Then, otherwise: Then = lambda: None) -> None:
        """Ask what has to be asked and end the run, then call `proceed`, which may replace it.

        otherwise: called if the user keeps the network. While one such question is open, no other
        is asked.
        """
        if self._question is not None:
            self._question.activateWindow()
            otherwise()
        elif lost := self._would_be_lost():
            self._ask_to_save(proceed, lost, otherwise)
        elif not self._session.is_idle:
            self._ask(
                "Stop training?",
                "What was learnt is in Runs.",
                {"&Stop Training": lambda: self._end_run_and_then(proceed)},
                otherwise,
            )
        else:
            proceed()

    def _ask_to_save(self, proceed: Then, text: str, otherwise: Then) -> None:
        def save() -> None:
            # First what there is, as a long step under way may never end. If the end of the run
            # brings more, the same file takes that too: the user has answered already.
            self._save(
                lambda: self._end_run_and_then(save_the_rest), lambda: self._go_on(otherwise)
            )

        def save_the_rest() -> None:
            if self._session.file.modified:
                self._save(proceed, otherwise)
            else:
                proceed()

        stop = "" if self._session.is_idle else "Stop training? "
        self._ask(
            f"{stop}Save what the network has learnt?",
            text,
            {Button.Save: save, Button.Discard: lambda: self._end_run_and_then(proceed)},
            otherwise,
        )

    def _ask(
        self, title: str, text: str, answers: dict[Button | str, Then], otherwise: Then
    ) -> None:
        """Ask with the run halted; the last answer is to cancel."""
        if self._session.job.state is State.RUNNING:
            self._has_paused = True
            self._session.pause()
        self._question = dialogs.ask(
            self._window,
            title,
            text,
            {**answers, Button.Cancel: lambda: self._go_on(otherwise)},
            settled=self._forget_question,
        )

    def _go_on(self, otherwise: Then) -> None:
        """Keep the network, and let the run go on."""
        if self._has_paused:
            self._has_paused = False
            self._session.resume()
        otherwise()

    def _forget_question(self) -> None:
        self._question = None

    def _end_run_and_then(self, proceed: Then) -> None:
        self._has_paused = False
        if self._session.is_idle:
            proceed()
        else:
            self._after_run.append(proceed)
            self._session.stop()
            self._lose_patience.start()

    def _proceed(self) -> None:
        self._lose_patience.stop()
        self._has_paused = False
        after_run, self._after_run = self._after_run, []
        for proceed in after_run:
            proceed()
