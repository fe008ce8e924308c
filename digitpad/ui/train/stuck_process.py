"""Offers to end a training process that does not answer."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.session import JobState, Session, State
from digitpad.ui.parts import dialogs

LONGEST_STEP = 20_000  # milliseconds until a run that should stop does: a step may take as long
ASK_AGAIN = 5000  # milliseconds after the answer Wait


class StuckProcess(QObject):
    """Watches whether the process hears commands and stops when told, and asks if it does not."""

    def __init__(self, panel: QWidget, session: Session) -> None:
        super().__init__(panel)
        self._panel, self._session = panel, session
        self._question: QMessageBox | None = None
        self._lose_patience = QTimer(self, singleShot=True)
        self._lose_patience.timeout.connect(self._ask)
        session.job_changed.connect(self._watch)

    def _watch(self, job: JobState) -> None:
        # While paused nobody waits for it.
        hangs = job.hangs and job.state in (State.RUNNING, State.STOPPING)
        if not hangs and job.state is not State.STOPPING:
            self._lose_patience.stop()
            if self._question is not None:  # it has answered after all
                self._question.reject()
        elif self._question is None:
            self._ask_in(0 if hangs else LONGEST_STEP)

    def _ask_in(self, milliseconds: int) -> None:
        """Ask after so long, if it has not answered by then."""
        if not self._lose_patience.isActive() or self._lose_patience.interval() > milliseconds:
            self._lose_patience.start(milliseconds)

    def _ask(self) -> None:
        def wait() -> None:
            if self._session.job.hangs or self._session.job.state is State.STOPPING:
                self._ask_in(ASK_AGAIN)

        self._question = dialogs.ask(
            self._panel.window(),
            "The training process does not answer",
            "If you end it, what it has learnt since its last report, a moment ago, is lost. What "
            "it reported is kept.",
            {"&End It": self._session.end_process, "&Wait": wait},
            escape="&Wait",
            settled=self._forget,
        )

    def _forget(self) -> None:
        self._question = None
