"""Keeps what is trained when the system ends the program, by a signal or when the user logs out."""

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication, QSessionManager

SIGNALS = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


class EndOfSession(QObject):
    """Calls `keep` when the program must end and cannot ask its user."""

    def __init__(self, keep: Callable[[], object], application: QGuiApplication) -> None:
        super().__init__(application)
        self._keep = keep
        application.commitDataRequest.connect(self._commit)
        # Python runs a signal's handler only when Python code runs next, and Qt's loop may be idle
        # for long. So Python writes a byte into a socket, which wakes the loop.
        self._woken, self._waking = socket.socketpair()
        for end_of_pair in (self._woken, self._waking):
            end_of_pair.setblocking(False)
        self._before = signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._take_signal)

    def let_go(self) -> None:
        """Stop listening, as the program ends by itself."""
        self._notifier.setEnabled(False)
        if sys.is_finalizing():
            return
        signal.set_wakeup_fd(self._before)
        for end_of_pair in (self._woken, self._waking):
            end_of_pair.close()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(64)  # Python code runs now, and so does the handler

    def _take_signal(self, number: int, _frame: FrameType | None) -> None:
        try:
            self._keep()
        finally:  # then let the signal end the program
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def _commit(self, _manager: QSessionManager) -> None:
        self._keep()
