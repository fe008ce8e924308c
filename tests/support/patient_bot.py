"""The bot of pytest-qt, for machines that are busy."""

from collections.abc import Callable
from functools import partialmethod

from patience import MILLISECONDS, wait_for
from pytestqt.qtbot import QtBot


class PatientBot(QtBot):
    """Waits longer than anything takes; if a test waits in vain, says for what."""

    def waitUntil(self, fact: Callable[[], object]) -> None:
        """Go on as soon as this is true; pytest-qt looks only a hundred times a second."""
        wait_for(fact, lambda: self.wait(1))  # QTest.qWait would keep the other threads waiting

    waitSignal = partialmethod(QtBot.waitSignal, timeout=MILLISECONDS)
    waitSignals = partialmethod(QtBot.waitSignals, timeout=MILLISECONDS)
