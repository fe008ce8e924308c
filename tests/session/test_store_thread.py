"""The thread of the store: one task after the other, whatever fails."""

import threading

import pytest
from patience import SECONDS
from small_runs import draw, finish, let_go, small_network, use

from digitpad.session import keeper as keeper_module
from digitpad.session.store_file import StoreError
from digitpad.session.store_thread import StoreTask, StoreThread


class Told:
    """A thread, and all that it tells, in order."""

    def __init__(self, retry_after=0.0):
        self.said, self.ended = [], threading.Event()
        self.thread = StoreThread(
            lambda: retry_after,
            lambda problem: self.said.append(("problem", problem)),
            lambda error: self.said.append(("refused", str(error))),
            lambda mistake: self.said.append(("mistake", type(mistake).__name__)),
            self.ended.set,
        )

    def write(self, work):
        self.thread.put(StoreTask(work, lambda result: self.said.append(("wrote", result))))

    def ask(self, work):
        failed = lambda error: self.said.append(("failed", str(error)))  # noqa: E731
        self.thread.put(StoreTask(work, lambda result: self.said.append(("read", result)), failed))

    def end(self):
        self.thread.end()
        assert self.thread.join(SECONDS) and self.ended.is_set()
        return self.said


def failing(times, result="done", is_of_file=True):
    """Work that fails so often, and then succeeds."""
    left = [None] * times

    def work():
        if left:
            left.pop()
            raise StoreError("The disk is full.", is_of_file)
        return result

    return work


def raises(error):
    def work():
        raise error

    return work


def test_tasks_are_done_in_their_order_and_a_failure_of_the_file_is_tried_again():
    told = Told()
    go_on = threading.Event()
    told.write(lambda: go_on.wait(SECONDS) and "first")
    told.write(failing(2, "second"))
    told.write(lambda: "third")
    go_on.set()
    told.write(told.thread.end)
    assert told.thread.join(SECONDS)
    problem = ("problem", "The disk is full.")
    assert told.said == [
        ("wrote", "first"), problem, problem, ("wrote", "second"), ("wrote", "third"),
        ("wrote", None), ("problem", ""),
    ]  # fmt: skip


def test_what_is_asked_is_answered_while_a_writing_waits():
    told = Told(retry_after=3600)
    told.write(failing(1, "written"))
    told.ask(lambda: "there")
    told.ask(failing(1))
    answered = threading.Event()
    told.ask(answered.set)
    assert answered.wait(SECONDS)
    assert told.said[:3] == [
        ("problem", "The disk is full."), ("read", "there"), ("failed", "The disk is full."),
    ]  # fmt: skip
    told.thread.hurry()
    written = threading.Event()
    told.write(written.set)
    assert written.wait(SECONDS)
    assert ("wrote", "written") in told.end() and told.said[-1] == ("problem", "")


def test_a_task_that_fails_alone_holds_up_nothing():
    told = Told(retry_after=3600)
    told.write(raises(StoreError("It makes no sense.")))
    told.write(raises(TypeError("a mistake")))
    told.ask(raises(ValueError("a mistake")))
    told.write(lambda: "next")
    assert told.end() == [
        ("refused", "It makes no sense."), ("mistake", "TypeError"), ("mistake", "ValueError"),
        ("failed", "It cannot be read now."), ("wrote", "next"),
    ]  # fmt: skip


def test_a_file_that_was_mended_is_tried_at_once():
    told, tries = Told(retry_after=3600), []

    def work():
        tries.append(1)
        if len(tries) == 1:
            raise StoreError("It was damaged.", is_of_file=True, is_mended=True)
        return "read"

    told.ask(work)
    assert told.end() == [("read", "read")]


def test_at_its_end_all_is_tried_once_more():
    told, answered = Told(retry_after=3600), threading.Event()
    told.write(failing(1))
    told.ask(answered.set)
    assert answered.wait(SECONDS)  # so the first one has failed
    told.write(lambda: "last")
    assert told.end()[-2:] == [("wrote", "last"), ("problem", "")]


def test_at_its_end_nothing_is_tried_for_ever():
    told, answered = Told(retry_after=3600), threading.Event()
    told.write(failing(99))
    told.ask(answered.set)
    assert answered.wait(SECONDS)
    told.write(lambda: "never")
    assert ("wrote", "never") not in told.end()
    told.ask(lambda: "late")
    assert told.said[-1] == ("failed", "It cannot be read now.")


@pytest.mark.parametrize("attempt", range(3))
def test_a_logout_that_is_cancelled_while_the_store_is_locked_loses_nothing(
    qtbot, keeper, monkeypatch, attempt
):
    """The lock holds through the waiting for the end, and what comes later is written as well."""
    monkeypatch.setattr(keeper_module, "SECONDS_AT_THE_END", 0.05)
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 10)
    locked, done = threading.Event(), []
    tries = []

    def first():
        tries.append(1)
        if not locked.is_set():
            raise StoreError("The database is locked.", is_of_file=True)
        done.append("first")

    with qtbot.waitSignal(keeper.failing):
        keeper.do(first)
    for number in range(2, 6):
        keeper.do(done.append, number)
    keeper.keep_now()  # the system asks, and then the logout is cancelled
    keeper.do(done.append, 6)
    assert done == []
    locked.set()
    finish(keeper, qtbot)
    assert done == ["first", 2, 3, 4, 5, 6]


def test_a_mistake_is_said_once_and_fails_what_asked(qtbot, session, keeper, capfd):
    said = []
    session.told.connect(said.append)
    with qtbot.captureExceptions() as raised:
        for _ in range(2):
            keeper.do(int, None)
        finish(keeper, qtbot)
        qtbot.waitUntil(lambda: len(raised) == 2)
    assert {kind for kind, *_ in raised} == {TypeError}
    assert len(said) == 1 and said[0].startswith("Something unexpected went wrong: TypeError: ")


def test_networks_are_read_for_another_thread(qtbot, keeper):
    found = []

    def look():
        with pytest.raises(StoreError, match="is not there"):
            keeper.networks_from_elsewhere("0" * 16)
        found.append(True)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(SECONDS)
    assert found


@pytest.mark.parametrize("is_laid", [False, True], ids=["just opened", "and its desk laid"])
def test_the_drawing_comes_back_also_if_a_file_was_opened_at_the_start(
    qtbot, session, keeper, windows, trainer, is_laid
):
    draw(session, ((0.1, 0.1), (0.2, 0.3)))
    drawn = session.drawing
    let_go(keeper)
    again = type(trainer)().session()
    following = windows(again)
    use(again, small_network(1))  # the file on the command line
    network = again.network
    if is_laid:
        following.keep_now()
    following.begin()
    finish(following, qtbot)
    assert again.drawing.strokes == drawn.strokes and again.network is network
