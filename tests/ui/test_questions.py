"""Every question gets an answer, however it is closed."""

from desk import Desk
from PySide6.QtWidgets import QMessageBox


def test_a_question_that_its_window_closes_is_answered_as_by_escape(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, epochs=100_000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    desk.trigger("action_new")
    desk.wait(lambda: desk.boxes("question"))
    (box,) = desk.boxes("question")
    desk.wait(lambda: desk.text("progress").startswith("paused"))
    box.close()  # as the X of its window does
    desk.wait(lambda: not desk.text("progress").startswith("paused"))
    desk.click("stop")
    desk.wait(desk.is_idle)
    assert not desk.window.findChildren(QMessageBox, "question")
