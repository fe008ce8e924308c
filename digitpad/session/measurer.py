"""The measurer answers slow questions about networks and images, on a thread beside the window's.

A question is a generator function with its arguments: `partial(excited, network=network, layer=0,
neuron=3)`; the measurer adds `Images`. Most are in `questions.py`. After each piece of work of some
milliseconds it yields None, or a part of the answer; it returns the answer. So several questions
take turns on one thread, and each can be given up between two pieces. While a network trains, the
thread rests after each piece, so that training keeps its core.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, Dataset, load_test_data
from digitpad.session.background import PATIENCE, unexpected
from digitpad.session.question import Answering, DataPart, Question
from digitpad.session.session import Session

PAUSE_SECONDS = 0.004  # after each piece of work while a network trains


@dataclass(eq=False, slots=True)
class Task:
    """A question that was asked.

    data: `Measurer.data` at that time. take: called with what is known, and whether that is the
    whole answer. refuse: called with a sentence if there is no answer. Both are None once nobody
    waits for an answer.
    """

    question: Question[Any]
    data: tuple[DataSpec, DataSpec]
    take: Callable[[Any, bool], object] | None
    refuse: Callable[[str], object] | None
    is_given_up: threading.Event = field(default_factory=threading.Event)
    answering: Answering[Any] | None = None

    def give_up(self) -> None:
        """Stop answering the question."""
        self.is_given_up.set()
        self.take = self.refuse = None  # here: a widget must not be destroyed on another thread

    def tell(self, answer: Any, is_whole: bool) -> None:
        """Hand on what is known, on the window's thread."""
        take = self.take
        if is_whole:
            self.give_up()
        if take is not None:
            take(answer, is_whole)

    def tell_refusal(self, sentence: str) -> None:
        """Hand on why there is no answer, on the window's thread."""
        refuse = self.refuse
        self.give_up()
        if refuse is not None:
            refuse(sentence)


class Measurer(QObject):
    """Answers questions in turns, and hands on the answers on the window's thread.

    The images are loaded once, for all questions.
    """

    _told = Signal(object)
    """Carries a function to call on the window's thread."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()  # None: the end
        self._thread: threading.Thread | None = None
        self._is_ending = threading.Event()
        self._test: tuple[DataSpec, Dataset] | None = None  # for the thread alone
        self._told.connect(lambda tell: tell(), Qt.ConnectionType.QueuedConnection)

    @property
    def trains(self) -> bool:
        """Whether networks are being trained, which needs the cores."""
        return self._session.queue.state.trains

    @property
    def data(self) -> tuple[DataSpec, DataSpec]:
        """The data in use, and those whose training images the network in use learns from."""
        return self._session.data, self._session.training_data

    def ask(
        self,
        question: Question[Any],
        take: Callable[[Any, bool], object],
        refuse: Callable[[str], object],
    ) -> Task:
        """Have a question answered; see `Task`."""
        task = Task(question, self.data, take, refuse)
        if self._thread is None and not self._is_ending.is_set():
            self._thread = threading.Thread(target=self._answer, name="measurer", daemon=True)
            self._thread.start()
        self._tasks.put(task)
        return task

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Stop answering, and end the thread. Returns whether it has ended in this time."""
        self._is_ending.set()
        self._tasks.put(None)
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    # On the thread.

    def _answer(self) -> None:
        while (task := self._tasks.get()) is not None and not self._is_ending.is_set():
            if not task.is_given_up.is_set() and self._step(task):
                self._tasks.put(task)  # behind all others: they take turns
                if self.trains:
                    self._is_ending.wait(PAUSE_SECONDS)

    def _step(self, task: Task) -> bool:
        """Do one piece of a task's work, and hand on its result. Returns whether it goes on."""
        tell: Callable[[], None]
        try:
            if task.answering is None:
                # Not the task itself: its generator would refer to it, and the cycle keep it alive.
                task.answering = task.question(partial(self._images, task.data, task.is_given_up))
            answer = next(task.answering)
            tell, goes_on = partial(task.tell, answer, False), True
        except StopIteration as stop:
            answer = stop.value
            tell, goes_on = partial(task.tell, answer, True), False
        except Cancelled:
            return False
        except (OSError, ValueError) as error:
            tell, goes_on = partial(task.tell_refusal, str(error)), False
        except Exception as mistake:  # in digitpad: the window lives on, and says so
            tell, goes_on = partial(task.tell_refusal, unexpected(mistake)), False
        if not (goes_on and answer is None) and not self._is_ending.is_set():
            self._told.emit(tell)
        return goes_on

    def _images(
        self,
        known: tuple[DataSpec, DataSpec],
        is_given_up: threading.Event,
        part: DataPart,
        data: DataSpec | None = None,
    ) -> Dataset:
        """The images for a task; files are read only when other data are wanted."""
        data = data or known[part == "training"]
        if part == "test":
            if self._test is None or self._test[0] != data.of_test:
                self._test = data.of_test, load_test_data(data.of_test.folder)
            return self._test[1]
        training, validation, _ = data.load(
            lambda: is_given_up.is_set() or self._is_ending.is_set()
        )
        return validation if part == "validation" else _first(training, data.training_size)


@lru_cache(maxsize=1)  # so that equal questions get the same object
def _first(training: Dataset, size: int | None) -> Dataset:
    """The first of the training images; None for all."""
    return training if size is None else training[:size]
