"""Work on a thread always reports, whatever comes of it."""

import threading

import pytest


def heard_of(background, qtbot, work):
    heard = []
    background.run(
        work,
        lambda result: heard.append(("result", result)),
        ValueError,
        lambda reason: heard.append(("reason", reason)),
    )
    qtbot.waitUntil(lambda: bool(heard))
    return heard


def test_a_result_is_used(background, qtbot):
    assert heard_of(background, qtbot, lambda: 3) == [("result", 3)]


def test_what_may_go_wrong_is_said_in_its_own_words(background, qtbot):
    def work():
        raise ValueError("The file is damaged.")

    assert heard_of(background, qtbot, work) == [("reason", "The file is damaged.")]


@pytest.mark.parametrize(
    "mistake", [KeyError("name"), MemoryError(), SystemExit(3), RecursionError()]
)
def test_what_nobody_expects_is_reported_too_and_work_goes_on(background, qtbot, capfd, mistake):
    def work():
        raise mistake

    ((kind, reason),) = heard_of(background, qtbot, work)
    assert kind == "reason" and type(mistake).__name__ in reason and reason.endswith(".")
    assert "Traceback" in capfd.readouterr().err
    assert heard_of(background, qtbot, lambda: 4) == [("result", 4)]


def test_what_never_ends_is_not_waited_for(background, qtbot):
    answer = threading.Event()
    heard = []
    background.run(answer.wait, heard.append, ValueError, heard.append)
    assert not background.shut_down(seconds=0)
    assert heard_of(background, qtbot, lambda: 5) == [("result", 5)]  # on another thread
    answer.set()
    qtbot.waitUntil(lambda: heard == [True])
    assert background.shut_down()
