"""The data in use are in sight; where they change, or a file has learnt from others, it is told."""

import shutil

import numpy as np
import pytest
from child_threads import EVALUATION_SIZE, TRAINING_SIZE, WITH_OTHER_HANDS
from idx_folder import write_folder
from PySide6.QtWidgets import QMenu

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import FASHION
from digitpad.core.inside.explain import describe


@pytest.fixture
def desk(training_desk):
    return training_desk


@pytest.fixture
def squares(tmp_path):
    write_folder(tmp_path / "squares", 60)
    return tmp_path / "squares"


def use_folder(desk, folder):
    desk.trigger("action_open_data")
    desk.choose_file(folder)
    desk.wait(lambda: desk.text("data_in_use").startswith(f"data: {folder.name}, "))


def train(desk, epochs=1):
    desk.go_on(epochs=epochs, mini_batch_size=1000)


def marks(desk):
    """What is said above the curves of the cost."""
    return [text for _, text in desk.find("cost_plot").parent().marks()]


def file_of(path, data_set):
    network_file.save(network_file.NetworkFile(Network([784, 12, 10]), data_set=data_set), path)
    return path


def test_fashion_has_names_once_the_network_learns_from_it(desk, tmp_path):
    write_folder(tmp_path / "fashion-mnist", 60)
    use_folder(desk, tmp_path / "fashion-mnist")
    desk.draw([[(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)]])
    assert desk.text("confidence").startswith("activation")  # the shipped network knows digits
    train(desk)
    reading = desk.window.session.reading
    verdict, outputs = reading.verdict, reading.outputs
    assert desk.text("confidence") == describe(verdict, outputs, FASHION)


def test_a_run_learns_from_as_many_images_and_is_evaluated_on_the_part_that_the_form_says(
    desk, squares
):
    size = desk.find("training_size")
    desk.wait(lambda: size.value() == size.maximum() == TRAINING_SIZE)
    use_folder(desk, squares)
    desk.wait(lambda: size.value() == size.maximum() == 60)
    desk.enter(training_size=20, evaluation_data="test", seed="7")
    train(desk, 2)
    run = desk.window.session.run
    assert {(r.training_size, r.evaluation_size) for r in run.history} == {(20, 10)}
    # Of ten test images, as the plot says: whole tenths.
    assert all(percent % 10 == 0 for _, percent in desk.curve("evaluation accuracy"))
    assert run.seed == 7
    assert (run.data.training_size, run.data.evaluation) == (20, "test")
    desk.enter(training_size=60)
    train(desk)
    other = desk.window.session.run
    assert other.parent == run.id and len(other.history) == 1
    assert marks(desk)[0] == "data: squares, evaluated on test"


def test_a_file_fills_in_what_its_network_learnt_from(desk, squares, tmp_path):
    use_folder(desk, squares)
    desk.enter(training_size=20, evaluation_data="test", seed="7")
    desk.enter(hidden_layers="20", cost="quadratic", monitor_training_cost=False)
    train(desk)
    weights = desk.window.network.weights[0]
    assert desk.window.save_file(tmp_path / "a.json")
    desk.trigger("action_restore_defaults")
    assert desk.window.open_file(tmp_path / "a.json")
    assert np.array_equal(desk.window.network.weights[0], weights)
    assert desk.find("training_size").value() == 20
    assert desk.find("evaluation_data").currentText() == "test"
    assert desk.find("seed").text() == ""  # as after the defaults: each network has its own
    assert desk.find("hidden_layers").text() == "20"
    assert desk.find("cost").currentText() == "quadratic"
    assert (desk.find("epochs").value(), desk.find("mini_batch_size").value()) == (1, 1000)
    assert not desk.find("monitor_training_cost").isChecked()


def test_only_a_file_of_other_data_says_so_and_offers_their_folder(desk, tmp_path, squares):
    for named in ("MNIST", None):
        assert desk.window.open_file(file_of(tmp_path / "a.json", named))
        assert not desk.boxes("question")
    desk.window.open_file(file_of(tmp_path / "a.json", "squares"))
    said = desk.answer("Choose Its Folder…")
    assert "a.json has learnt from squares" in said and "use are MNIST" in said
    desk.choose_file(squares)
    desk.wait(lambda: desk.can("action_use_mnist"))
    train(desk)
    assert desk.window.session.run.parent is None  # the same run goes on


def test_data_that_were_used_before_are_taken_up_with_a_file_that_learnt_from_them(
    desk, tmp_path, squares
):
    use_folder(desk, squares)
    desk.window.open_file(file_of(tmp_path / "a.json", "MNIST"))
    desk.wait(lambda: desk.text("data_in_use") == f"data: MNIST, {TRAINING_SIZE:,} images")
    desk.window.open_file(file_of(tmp_path / "b.json", "squares"))
    train(desk)  # also where the data are not read yet
    assert desk.window.session.run.data_set == "squares"
    assert desk.window.session.run.parent is None


def test_where_the_data_of_a_file_are_gone_nothing_is_trained_unasked(desk, tmp_path, squares):
    use_folder(desk, squares)
    desk.trigger("action_use_mnist")
    desk.wait(lambda: not desk.can("action_use_mnist"))
    shutil.rmtree(squares)
    desk.window.open_file(file_of(tmp_path / "a.json", "squares"))
    said = desk.answer("Keep These Data")
    assert "squares" in said and "use are MNIST" in said and "new run begins" in said
    assert not desk.window.session.run.history


def test_the_data_folder_is_still_in_use_at_the_next_start(desk, open_window, squares):
    use_folder(desk, squares)
    desk.window.close()
    other = open_window()
    other.wait(lambda: other.text("data_in_use") == "data: squares, 60 images")
    other.trigger("action_use_mnist")
    other.wait(lambda: not other.can("action_use_mnist"))
    menu = other.window.findChild(QMenu, "menu_recent_data")
    menu.actions()[0].trigger()
    other.wait(lambda: other.can("action_use_mnist"))
    other.window.close()
    shutil.rmtree(squares)
    third = open_window()
    assert "squares" in third.read_message()
    third.wait(lambda: third.text("data_in_use") == f"data: MNIST, {TRAINING_SIZE:,} images")


def test_every_network_that_opens_can_be_trained(desk, tmp_path, squares):
    use_folder(desk, squares)
    for sizes in ([784, 1100, 10], [784, *[9] * 9, 10], [784, 10]):
        path = tmp_path / f"{len(sizes)}.json"
        network_file.save(network_file.NetworkFile(Network(sizes), data_set="squares"), path)
        assert desk.window.open_file(path)
        assert desk.can("action_start") and desk.can("action_new")
        desk.train(epochs=1, mini_batch_size=60)
        desk.see_epochs(1)
        assert desk.window.network.sizes == sizes and not desk.boxes("question")
        assert desk.window.save_file(path)


def test_mnist_and_other_hands_can_be_chosen_and_mnist_again(desk, tmp_path):
    desk.trigger("action_use_other_hands")
    desk.wait(
        lambda: (
            desk.text("data_in_use") == f"data: MNIST and other hands, {WITH_OTHER_HANDS:,} images"
        )
    )
    assert not desk.can("action_use_other_hands") and desk.can("action_use_mnist")
    train(desk)
    (result,) = desk.window.session.run.history
    assert (result.training_size, result.evaluation_size) == (WITH_OTHER_HANDS, EVALUATION_SIZE)
    assert desk.window.save_file(tmp_path / "a.json")
    assert network_file.read_network_file(tmp_path / "a.json").data_set == "MNIST and other hands"
    desk.trigger("action_use_mnist")
    desk.wait(lambda: desk.text("data_in_use") == f"data: MNIST, {TRAINING_SIZE:,} images")
    desk.window.open_file(tmp_path / "a.json")
    desk.wait(lambda: desk.window.session.chosen_data.other_hands)


def test_images_of_another_folder_are_shown_and_tested_with(desk, squares):
    strip = desk.find("samples")
    desk.wait(lambda: len(strip.images))
    digits = strip.images
    use_folder(desk, squares)
    desk.wait(lambda: not np.array_equal(strip.images, digits))
    desk.trigger("action_test_digit")
    desk.wait(lambda: "Test digit" in desk.text("true_label"))
    image = desk.window.session.drawing.image()
    _, _, test_data = DataSpec(str(squares)).load()
    assert any(np.array_equal(np.rint(image.ravel() * 255), each) for each in test_data.images)
    desk.trigger("action_use_mnist")
    desk.wait(lambda: np.array_equal(strip.images, digits))


def test_a_folder_without_data_is_refused_and_none_is_asked_for_during_a_run(desk, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    desk.trigger("action_open_data")
    desk.choose_file(empty)
    assert "lacks train-images" in desk.read_message()
    assert not desk.can("action_use_mnist")
    assert desk.window.session.data.folder is None
    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    assert not desk.can("action_open_data")
    desk.click("stop")
    desk.wait(desk.is_idle)
    assert desk.can("action_open_data")
