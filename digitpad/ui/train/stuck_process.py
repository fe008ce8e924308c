"""Where the training process does not answer, the user may end it."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.session import JobState, Session, State
from digitpad.ui.parts import dialogs

LONGEST_STEP = 20_000  # milliseconds that a run may take to stop: a step of a large network
ASK_AGAIN = 5000  # likewise, after Wait


class StuckProcess(QObject):
    """Watches that the process hears what it is told and stops when it is told, and asks else."""

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
            "Ended, it loses what it has learnt since its last report, a moment ago; what it "
            "reported is kept.",
            {"&End It": self._session.end_process, "&Wait": wait},
            escape="&Wait",
            settled=self._forget,
        )

    def _forget(self) -> None:
        self._question = None
