"""An application that measures its handlers: how long each keeps the event loop from others."""

import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication


class MeasuredApplication(QApplication):
    """Keeps the most CPU that one event has taken, in seconds, with what it was.

    An event includes what is sent, painted or called while it is handled. Views that are shown,
    and made when they are shown first, are kept apart as `slowest_view`.
    """

    def __init__(self) -> None:
        super().__init__(sys.argv)
        self.forget()
        self._is_within = False

    def forget(self) -> None:
        """Begin anew."""
        self.busiest = self.slowest_view = (0.0, "")

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._is_within:
            return super().notify(receiver, event)
        is_view = event.type() == QEvent.Type.Show
        what = f"{type(receiver).__name__} {receiver.objectName()} {event.type().name}"
        self._is_within, began = True, time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._is_within = False
            took = (time.thread_time() - began, what)
            if is_view:
                self.slowest_view = max(self.slowest_view, took)
            else:
                self.busiest = max(self.busiest, took)
