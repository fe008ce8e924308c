"""Offers to end a training process that does not answer to Stop."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.session import JobState, Session, State
from digitpad.ui.parts import dialogs

PATIENCE = 1000  # milliseconds; a working process answers within a few


class StuckProcess(QObject):
    """Watches a job that should stop, and asks the user if it does not."""

    def __init__(self, panel: QWidget, session: Session) -> None:
        super().__init__(panel)
        self._panel, self._session = panel, session
        self._question: QMessageBox | None = None
        self._lose_patience = QTimer(self, singleShot=True)
        self._lose_patience.setInterval(PATIENCE)
        self._lose_patience.timeout.connect(self._ask)
        session.job_changed.connect(self._watch)

    def _watch(self, job: JobState) -> None:
        if job.state is not State.STOPPING:
            self._lose_patience.stop()
            if self._question is not None:  # it has answered after all
                self._question.reject()
        elif self._question is None and not self._lose_patience.isActive():
            self._lose_patience.start()

    def _ask(self) -> None:
        def wait() -> None:
            if self._session.job.state is State.STOPPING:
                self._lose_patience.start()

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
