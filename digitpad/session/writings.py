"""What waits to be done with the store, on a thread of its own: writings in turn, and questions."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from digitpad.session.background import Background, unexpected
from digitpad.session.store_file import StoreError

Result = TypeVar("Result")

MOST_TRIES = 3  # of a writing that raises what is not the file's fault


@dataclass(frozen=True, slots=True)
class Writing:
    """Work that waits for its turn.

    then: takes its result, on the window's thread; None for something that a person would miss.
    """

    work: Callable[..., Any]
    arguments: tuple[object, ...]
    then: Callable[[Any], object] | None


class Writings(QObject):
    """Does writings one after the other, on the only thread that touches the store.

    If the file cannot be used, the first writing stays the first, and waits for `go_on`. Questions
    pass by it. One that cannot be done for another reason is set aside, and later ones are done.
    """

    def __init__(
        self,
        parent: QObject,
        close: Callable[[], object],
        tell: Callable[[str], object],
        paused: Callable[[str], object],
    ) -> None:
        """close: closes the file on the thread; it is checked when it is opened again. tell: has a
        sentence said, also on the thread. paused: takes why the next writing failed, or an empty
        text, when nothing is being written any more.
        """
        super().__init__(parent)
        self._paused = paused
        self._background = Background(self, "store")
        self._close, self._tell_mistake = close, tell
        self._set_aside: list[Writing] = []
        self.mistake = ""
        """Why the last writing that was set aside could not be done."""
        self._waiting: deque[Writing] = deque()  # the thread takes the first one
        self._is_writing = False  # as far as the window's thread knows
        self.failure = ""
        """Why the next writing could not be done, when it was tried last."""
        self._is_over = self._has_ended = False  # for the window; and on the thread

    def do(
        self,
        work: Callable[..., Any],
        *arguments: object,
        then: Callable[[Any], object] | None = None,
    ) -> None:
        """Do this on the thread, in its turn; see `Writing`."""
        self._waiting.append(Writing(work, arguments, then))
        if not (self._is_writing or self.failure or self._is_over):
            self.go_on()

    def go_on(self) -> Future[None]:
        """Begin to write what waits, also what has failed."""
        self._is_writing = True
        return self._background.submit(self._do_all)

    def _do_all(self) -> None:
        """On the thread, do what waits, until something fails because of the file."""
        failure = ""
        while self._waiting and not (failure or self._has_ended):
            writing = self._waiting.popleft()
            try:
                result = self._tried(writing)
            except StoreError as error:
                self._waiting.appendleft(writing)
                failure = str(error)
            except Exception as mistake:
                self._set_aside.append(writing)
                self.mistake = f"Not all can be kept. {unexpected(mistake)}"
                self._tell_mistake(self.mistake)
            else:
                self.tell(partial(writing.then or bool, result))
        self.failure = failure
        self.tell(partial(self._take_end, failure))

    def _tried(self, writing: Writing) -> object:
        """Do a writing, with the file checked anew if that raises anything but StoreError."""
        for _ in range(MOST_TRIES - 1):
            try:
                return writing.work(*writing.arguments)
            except StoreError:
                raise
            except Exception:  # the last try says why
                self._close()
        return writing.work(*writing.arguments)

    def _take_end(self, failure: str) -> None:
        self._is_writing = False
        self._paused(failure)
        if self._waiting and not (failure or self._is_over):
            self.go_on()

    def waits(self, work: Callable[..., Any], *arguments: object) -> bool:
        """Whether this waits for its turn."""
        return any((w.work, w.arguments) == (work, arguments) for w in list(self._waiting))

    @property
    def has_what_is_missed(self) -> bool:
        """Whether something waits, or was set aside, that a person would miss."""
        return any(w.then is None for w in (*list(self._waiting), *list(self._set_aside)))

    def tell(self, do: Callable[[], object]) -> None:
        """Call a function on the window's thread. Any thread may ask for that."""
        self._background.tell(do)

    def ask(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        failed: Callable[[str], object],
        errors: tuple[type[Exception], ...] = (),
    ) -> None:
        """Do work on the thread once, then call `then` with its result, or `failed` with why not.

        errors: what it may raise beside StoreError; its text is a sentence.
        """
        self._background.run(partial(self._read, work), then, (StoreError, *errors), failed)

    def _read(self, work: Callable[[], Result]) -> Result:
        """On the thread, do what was asked, after all that waits, unless that cannot be written."""
        if self._has_ended:  # nothing may open the file again
            raise StoreError("It cannot be read now.")
        if not self.failure:
            self._do_all()
        return work()

    def end(self, close: Callable[[], object]) -> None:
        """Do what waits, then close the store; what comes later is not done any more."""
        self.go_on()
        self._is_over = True

        def end() -> None:
            self._has_ended = True
            close()

        self._background.submit(end)

    def finish(self, seconds: float) -> bool:
        """Wait until all is done after `end`, but no longer than this. Returns whether it is."""
        return self._background.shut_down(seconds)
