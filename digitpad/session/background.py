"""A thread beside the window's that does slow work with files, one piece after the other."""

import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")

# Seconds that a closing window waits for work under way, as a disk may be slow. What is being
# written is finished before the program ends.
PATIENCE = 0.5


@dataclass(eq=False, slots=True)
class Piece:
    """A piece of work, see `Background.run`; and, once it is done, its result or its mistake."""

    work: Callable[[], Any]
    then: Callable[[Any], object]
    error: type[Exception]
    failed: Callable[[str], object]
    result: Any = None
    mistake: BaseException | None = None


class Background(QObject):
    """Does one piece of work after the other, in the order they were given.

    Results are handled on the window's thread, when it is idle.
    """

    _ended = Signal(Piece)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "background")
        self._pieces: dict[Piece, Future[None]] = {}  # that are not handled yet
        self._ended.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        error: type[Exception],
        failed: Callable[[str], object],
    ) -> None:
        """Do `work` on the thread, then call `then` with its result, or `failed` with a sentence.

        error: what the work may raise; its text is the sentence. Any other exception is a mistake
        in digitpad: it is printed, and the sentence says so.
        """
        piece = Piece(work, then, error, failed)
        self._pieces[piece] = self._thread.submit(self._do, piece)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Wait for the work under way, but no longer than this. Returns whether it is done."""
        self._thread.shutdown(wait=False)
        self._thread = ThreadPoolExecutor(1, "background")  # for work that is given later
        return not wait(self._pieces.values(), seconds).not_done

    def _do(self, piece: Piece) -> None:
        """Do a piece of work, on the thread."""
        try:
            piece.result = piece.work()
        except BaseException as mistake:
            piece.mistake = mistake
        self._ended.emit(piece)

    def _take(self, piece: Piece) -> None:
        del self._pieces[piece]
        if piece.mistake is None:
            piece.then(piece.result)
        elif isinstance(piece.mistake, piece.error):
            piece.failed(str(piece.mistake))
        else:
            piece.failed(unexpected(piece.mistake))


class Endable(Protocol):
    """Works beside the window's thread, and can be ended."""

    def shut_down(self, seconds: float) -> bool:
        """End it; whether it ended in this time."""


def shut_down(workers: Iterable[Endable], seconds: float = PATIENCE) -> None:
    """Wait for the work of all of these, but no longer than `seconds` in all."""
    deadline = time.monotonic() + seconds
    for worker in workers:
        worker.shut_down(max(0.0, deadline - time.monotonic()))


def unexpected(mistake: BaseException) -> str:
    """A sentence about a mistake in digitpad, which is printed, as the window lives on."""
    traceback.print_exception(mistake)
    return f"Something unexpected went wrong: {type(mistake).__name__}: {mistake}."
