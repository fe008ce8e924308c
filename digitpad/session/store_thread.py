"""The thread of the store: it alone touches the file, and does one job after the other. No Qt.

A writing that fails because of the file stays the first job, and is tried again; what is asked
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
class StoreJob:
    """A piece of work. All functions are called on the thread.

    then: takes its result. failed: takes its StoreError; None for a writing, which is tried again
    if the file cannot be used.
    """

    work: Callable[[], Any]
    then: Tell
    failed: Tell | None = None


class StoreThread:
    """Does jobs in their order, until it is told to end."""

    def __init__(
        self,
        retry_after: Callable[[], float],
        problem: Callable[[str], object],
        refused: Callable[[StoreError], object],
        mistaken: Callable[[BaseException], object],
        at_end: Callable[[], object],
    ) -> None:
        """retry_after: seconds after which a writing that failed is tried again.

        problem: takes why the first job cannot be written; "" once nothing waits. refused: takes
        the error of a writing that fails alone, and is not tried again. mistaken: takes an
        exception that is a mistake in digitpad. at_end: called as the thread ends.
        """
        self._retry_after, self._problem, self._refused = retry_after, problem, refused
        self._mistaken, self._at_end = mistaken, at_end
        self._jobs: deque[StoreJob] = deque()
        self._changed = threading.Condition()
        self._rests_until = 0.0  # after a writing failed; by time.monotonic
        self._is_failing = self._is_over = False
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)
        self._thread.start()

    def put(self, job: StoreJob) -> None:
        """Do a job in its turn. After `end` what is asked fails, and nothing is written."""
        with self._changed:
            if not self._is_over:
                self._jobs.append(job)
                self._changed.notify()
                return
        _fail(job)

    def hurry(self) -> None:
        """Try a writing that failed again now."""
        with self._changed:
            self._rests_until = 0.0
            self._changed.notify()

    def end(self) -> None:
        """End after the jobs that wait; a writing that fails is not tried again."""
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
            while (job := self._next()) is not None:
                if not self._do(job):
                    with self._changed:
                        if self._is_over:
                            break
                        self._jobs.appendleft(job)
                        self._rests_until = time.monotonic() + self._retry_after()
        finally:
            with self._changed:
                self._is_over = True
            for job in self._jobs:
                _fail(job)
            self._at_end()

    def _next(self) -> StoreJob | None:
        """Wait for the next job, and take it: what is asked, while the first one cannot be done."""
        with self._changed:
            while True:
                asked = (job for job in self._jobs if self._is_failing and job.failed is not None)
                if (job := next(asked, None)) is not None:
                    self._jobs.remove(job)
                    return job
                rest = self._rests_until - time.monotonic()
                if rest <= 0 and (self._jobs or self._is_over):
                    return self._jobs.popleft() if self._jobs else None
                self._changed.wait(rest if rest > 0 else None)

    def _do(self, job: StoreJob) -> bool:
        """Do a job. Returns whether it is done with; if not, it must be tried again."""
        try:
            try:
                result = job.work()
            except StoreError as error:
                if not error.is_mended:
                    raise
                result = job.work()  # the file was replaced
        except StoreError as error:
            if job.failed is not None:
                job.failed(error)
            elif error.is_of_file:
                self._is_failing = True
                self._problem(str(error))
                return False
            else:
                self._refused(error)
        except Exception as mistake:
            self._mistaken(mistake)
            _fail(job)
        else:
            job.then(result)
            if job.failed is None and self._is_failing:
                with self._changed:
                    self._is_failing = any(job.failed is None for job in self._jobs)
                if not self._is_failing:
                    self._problem("")
        return True


def _fail(job: StoreJob) -> None:
    """Say that nothing is read any more, or could be."""
    if job.failed is not None:
        job.failed(StoreError("It cannot be read now."))
