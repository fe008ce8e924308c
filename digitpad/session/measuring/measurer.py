"""The measurer answers slow questions about networks and images, on a thread beside the window's.

A question is a function that returns a generator; `questions.py` has some. After each piece of work
of some milliseconds the generator yields None, or what is known so far; it returns the answer. So
several questions take turns on one thread, and each can be given up between two pieces. While a
network trains the thread rests after each piece, so that training keeps its core.
"""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, Dataset, load_test_data
from digitpad.session.session import JobState, Session
from digitpad.session.threads.background import PATIENCE
from digitpad.session.threads.requests import Request, Requests, unexpected
from digitpad.training.trainer import State

Answer = TypeVar("Answer")
Part = Literal["training", "validation", "test"]
Images = Callable[[Part], Dataset]  # gives a question the images of the data in use
Steps = Generator[Answer | None, None, Answer]
Question = Callable[[Images], Steps[Answer]]

REST = 0.004  # seconds after each piece of work while a network trains
# While a network trains, a question waits for RESTS times as long as the last answer of its kind
# took: what is measured changes slowly, and the pen comes first.
RESTS = 8
LEAST_REST = 1.0  # seconds


@dataclass(eq=False, slots=True, kw_only=True)
class _Task(Request):
    """A question that waits for its turn, or is being answered."""

    kind: str
    question: Question[Any]
    data: DataSpec
    hurries: bool
    steps: Generator[Any, None, Any] | None = None
    began: float = 0.0  # when its first piece was done, by time.perf_counter
    is_cancelled: threading.Event = field(default_factory=threading.Event)


class Measurer(QObject):
    """Answers questions of several kinds; of each kind the newest wins.

    Answers arrive on the window's thread. The images of the data in use are loaded once, for all
    questions.
    """

    failed = Signal(str)
    """The images cannot be read; carries a sentence."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._trains = False
        session.job_changed.connect(self._take_job)
        self._requests = Requests[_Task](self)
        self._relay = self._requests.relay
        self._lock = threading.Condition()  # guards the tasks, by kind:
        self._tasks: dict[str, _Task] = {}  # that take turns
        self._following: dict[str, _Task] = {}  # that come after one that is being answered
        self._about: dict[str, object] = {}  # what the last question of each kind was about
        self._due: dict[str, float] = {}  # when a kind may be asked again, while a network trains
        self._thread: threading.Thread | None = None
        self._is_ending = threading.Event()
        self._loaded: dict[Part, tuple[DataSpec, Dataset]] = {}  # for the thread alone

    def ask(
        self,
        kind: str,
        question: Question[Answer],
        take: Callable[[Answer], object],
        *,
        hurries: bool = True,
        about: object = None,
        data: DataSpec | None = None,
        refused: Callable[[str], object] | None = None,
    ) -> None:
        """Have a question answered; `take` is given what it yields, and then what it returns.

        hurries: somebody waits for the answer, so earlier questions of its kind are given up. A
        question that does not hurry lets the one before it come to its end; and while a network
        trains it waits, the longer, the longer that one took. about: nothing is asked if the last
        question of the kind was about the same, and was not given up. data: whose images the
        question is given; by default those in use. refused: is given a sentence where it cannot be
        answered; by default `failed` carries it.
        """
        is_asked = about is not None and about == self._about.get(kind)
        if is_asked or self._is_ending.is_set():
            return
        if hurries:
            self.give_up(kind)
        self._about[kind] = about
        task = _Task(
            take=take,
            refuse=refused or self.failed.emit,
            kind=kind,
            question=question,
            data=data or self._session.data,
            hurries=hurries,
        )
        self._requests.add(task)
        with self._lock:
            current = self._tasks.get(kind)
            waiting = self._tasks if current is None or current.steps is None else self._following
            if (replaced := waiting.get(kind)) is not None:
                self._drop(replaced)
            waiting[kind] = task
            self._lock.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._answer, name="measurer", daemon=True)
            self._thread.start()

    def give_up(self, *kinds: str) -> None:
        """Answer no question of these kinds that was asked; of no kind where none is named."""
        for kind in kinds or tuple(self._about):
            self._about.pop(kind, None)
        with self._lock:
            for task in [t for t in self._requests.held.values() if not kinds or t.kind in kinds]:
                self._drop(task)

    def _drop(self, task: _Task) -> None:
        """Give up a task, under the lock."""
        task.give_up()
        task.is_cancelled.set()
        for tasks in (self._tasks, self._following):
            if tasks.get(task.kind) is task:
                del tasks[task.kind]
        self._requests.forget(task.number)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Give up all questions and end the thread for good; whether it ended in this time."""
        self._is_ending.set()
        self.give_up()
        with self._lock:
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(seconds)
            if self._thread.is_alive():
                return False
            self._thread = None
        return True

    def _take_job(self, job: JobState) -> None:
        self._trains = job.state is State.RUNNING

    # On the thread.

    def _answer(self) -> None:
        while (task := self._next()) is not None:
            self._step(task)
            if self._trains:
                task.is_cancelled.wait(REST)
            with self._lock:
                goes_on = self._tasks.get(task.kind) is task
            if not goes_on:
                self._relay.ended.emit(task.number)

    def _next(self) -> _Task | None:
        """The task whose turn it is, as soon as there is one; None where the thread is to end."""
        with self._lock:
            while not self._is_ending.is_set():
                now = time.perf_counter()
                waits = {kind: self._wait(task, now) for kind, task in self._tasks.items()}
                kind = min(waits, key=waits.__getitem__, default=None)
                if kind is not None and waits[kind] <= 0:
                    # Behind all others: they take turns.
                    task = self._tasks[kind] = self._tasks.pop(kind)
                    return task
                self._lock.wait(None if kind is None else waits[kind])
        return None

    def _wait(self, task: _Task, now: float) -> float:
        """Seconds until a task may go on."""
        if task.steps is not None or task.hurries or not self._trains:
            return 0.0
        return max(0.0, self._due.get(task.kind, 0.0) - now)

    def _step(self, task: _Task) -> None:
        """Do one piece of a task's work, and hand on what is known then."""
        if task.steps is None:
            task.began = time.perf_counter()
            # Without the task itself: in a circle with its steps, it would outlive being given up.
            data, is_cancelled = task.data, task.is_cancelled.is_set
            task.steps = task.question(lambda part: self._images(data, is_cancelled, part))
        answer = None
        try:
            answer = next(task.steps)
        except StopIteration as stop:
            answer = stop.value
            self._end(task)
        except Cancelled:
            self._end(task)
        except (OSError, ValueError) as error:
            self._end(task)
            self._relay.failed.emit(task.number, str(error))
        except Exception as mistake:  # ours: the window lives on, and says so
            self._end(task)
            self._relay.failed.emit(task.number, unexpected(mistake))
        if answer is not None:
            self._relay.answered.emit(task.number, answer)

    def _end(self, task: _Task) -> None:
        with self._lock:
            if self._tasks.get(task.kind) is task:
                del self._tasks[task.kind]
                if (following := self._following.pop(task.kind, None)) is not None:
                    self._tasks[task.kind] = following
            now = time.perf_counter()
            self._due[task.kind] = now + max(LEAST_REST, RESTS * (now - task.began))

    def _images(self, data: DataSpec, is_cancelled: Callable[[], bool], part: Part) -> Dataset:
        """The images that a task looks through; they are read from files for other data alone."""
        spec = data.of_test if part == "test" else data.whole
        loaded = self._loaded.get(part)
        if loaded is None or loaded[0] != spec:
            if part == "test":
                self._loaded[part] = spec, load_test_data(spec.folder)
            else:
                training, validation, _ = spec.load(is_cancelled)
                self._loaded["training"] = spec, training
                self._loaded["validation"] = spec, validation
        return self._loaded[part][1]
