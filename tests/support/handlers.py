"""An application that measures its handlers: how long each keeps the event loop from others."""

import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication


class MeasuredApplication(QApplication):
    """Keeps the most CPU that one event has taken, in seconds, with what it was.

    An event includes what is sent, painted or called while it is handled. is_measuring: False
    while something is done that may take longer.
    """

    def __init__(self) -> None:
        super().__init__(sys.argv)
        self.busiest = (0.0, "")
        self.is_measuring = True
        self._is_within = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._is_within or not self.is_measuring:
            return super().notify(receiver, event)
        what = f"{type(receiver).__name__} {receiver.objectName()} {event.type().name}"
        self._is_within, began = True, time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._is_within = False
            self.busiest = max(self.busiest, (time.thread_time() - began, what))
