"""The thread of the store: it alone touches the file, and does one task after the other. No Qt.

A writing that fails because of the file stays the first task, and is tried again; what is asked
meanwhile is answered, or fails at once.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from digitpad.session.store_file import StoreError

Tell = Callable[[Any], object]


@dataclass(frozen=True, slots=True, eq=False)
class StoreTask:
    """A piece of work. All functions are called on the thread.

    then: takes its result. failed: takes its StoreError; None for a writing, which is tried again
    if the file cannot be used.
    """

    work: Callable[[], Any]
    then: Tell
    failed: Tell | None = None


class StoreThread:
    """Does tasks in their order, until it is told to end."""

    def __init__(
        self,
        retry_after: Callable[[], float],
        problem: Callable[[str], object],
        refused: Callable[[StoreError], object],
        mistaken: Callable[[BaseException], object],
        at_end: Callable[[], object],
    ) -> None:
        """retry_after: seconds after which a writing that failed is tried again.

        problem: takes why the first task cannot be written; "" once nothing waits. refused: takes
        the error of a writing that fails alone, and is not tried again. mistaken: takes an
        exception that is a mistake in digitpad. at_end: called as the thread ends.
        """
        self._retry_after, self._problem, self._refused = retry_after, problem, refused
        self._mistaken, self._at_end = mistaken, at_end
        self._tasks: deque[StoreTask] = deque()
        self._changed = threading.Condition()
        self._rests_until = 0.0  # after a writing failed; by time.monotonic
        self._is_over = False
        self.problem = ""  # why the first task cannot be written; empty once nothing waits
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)
        self._thread.start()

    def put(self, task: StoreTask) -> None:
        """Do a task in its turn. After `end` what is asked fails, and nothing is written."""
        with self._changed:
            if not self._is_over:
                self._tasks.append(task)
                self._changed.notify()
                return
        _fail(task)

    def hurry(self) -> None:
        """Try a writing that failed again now."""
        with self._changed:
            self._rests_until = 0.0
            self._changed.notify()

    def end(self) -> None:
        """End after the tasks that wait; a writing that fails is not tried again."""
        with self._changed:
            self._is_over, self._rests_until = True, 0.0
            self._changed.notify()

    def join(self, seconds: float) -> bool:
        """Wait for the end, but no longer than this. Returns whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # On the thread.

    def _serve(self) -> None:
        try:
            while (task := self._next()) is not None:
                if not self._do(task):
                    with self._changed:
                        if self._is_over:
                            break
                        self._tasks.appendleft(task)
                        self._rests_until = time.monotonic() + self._retry_after()
        finally:
            with self._changed:
                self._is_over = True
            for task in self._tasks:
                _fail(task)
            self._at_end()

    def _next(self) -> StoreTask | None:
        """Wait for the next task: one that asks, while the first one cannot be done."""
        with self._changed:
            while True:
                asking = (task for task in self._tasks if task.failed is not None)
                if self.problem and (task := next(asking, None)) is not None:
                    self._tasks.remove(task)
                    return task
                rest = self._rests_until - time.monotonic()
                if rest <= 0 and (self._tasks or self._is_over):
                    return self._tasks.popleft() if self._tasks else None
                self._changed.wait(rest if rest > 0 else None)

    def _do(self, task: StoreTask) -> bool:
        """Do a task. Returns whether it is done with; if not, it must be tried again."""
        try:
            try:
                result = task.work()
            except StoreError as error:
                if not error.is_mended:
                    raise
                result = task.work()  # the file was replaced
        except StoreError as error:
            if task.failed is not None:
                task.failed(error)
            elif error.is_of_file:
                self.problem = str(error)
                self._problem(self.problem)
                return False
            else:
                self._refused(error)
        except Exception as mistake:
            self._mistaken(mistake)
            _fail(task)
        else:
            task.then(result)
            if task.failed is None and self.problem:
                with self._changed:
                    is_over = all(task.failed is not None for task in self._tasks)
                if is_over:
                    self.problem = ""
                    self._problem(self.problem)
        return True


def _fail(task: StoreTask) -> None:
    """Say that nothing is read any more, or could be."""
    if task.failed is not None:
        task.failed(StoreError("It cannot be read now."))
