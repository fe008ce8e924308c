"""Every question gets an answer, however it is closed."""

from PySide6.QtWidgets import QMessageBox


def test_a_question_that_its_window_closes_is_answered_as_by_escape(training_desk, tmp_path):
    desk = training_desk
    desk.train(hidden_layers="8", training_size=1000, epochs=1)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.go_on(epochs=1)
    learnt = desk.window.network
    desk.trigger("action_new")
    desk.wait(lambda: desk.boxes("question"))
    (box,) = desk.boxes("question")
    box.close()  # as the X of its window does
    desk.wait(lambda: not desk.boxes("question"))
    assert desk.window.network is learnt
    desk.wait(lambda: not desk.window.findChildren(QMessageBox, "question"))
