"""The timeline: any epoch of the run in use, by the mouse, by keys, and on its curves."""

from copy import copy, deepcopy
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from desk import QUICK
from digits import placed
from homes import home_in
from inside import learn_slowly, show
from learnt_runs import learnt_run, use_learnt_run
from pyqtgraph import InfiniteLine
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider
from same import same

from digitpad import EpochResult, train
from digitpad.session.runs.maker import first_network

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


def timeline(desk):
    return desk.find("epoch_in_use")


def said(desk):
    return desk.text("epoch_in_use_text")


def uses(desk, epoch):
    """Whether this epoch is in use, wherever that is told."""
    session = desk.session
    last = session.run.epochs
    title = session.title if epoch == last else f"{session.title}, epoch {epoch} of {last}"
    return (
        session.runs.epoch == timeline(desk).value() == epoch
        and desk.title() == f"{title} – digitpad"
        and desk.text("accuracy_in_use")
        == (f"{accuracy(session.run, epoch):.2f} %" if epoch else "–")
        and said(desk) == f"epoch {epoch:,} of {last:,}"
    )


@pytest.fixture
def learnt(desk):
    """A window whose run has learnt for five epochs, the fourth the best, and its networks."""
    run, networks = use_learnt_run(desk.session, epochs=5, best=4)
    desk.wait(timeline(desk).isVisible)
    return desk, run, networks


def handle_at(slider, value):
    """The middle of the handle at a value."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    option.sliderPosition = option.sliderValue = value
    part, kind = QStyle.SubControl.SC_SliderHandle, QStyle.ComplexControl.CC_Slider
    return slider.style().subControlRect(kind, option, part, slider).center()


def test_it_appears_with_the_first_run_and_then_stays(desk):
    bar = timeline(desk)
    assert not bar.isVisible()
    before = desk.find("tabs").height(), desk.find("canvas").height()
    run, _ = use_learnt_run(desk.session, epochs=1)
    desk.wait(bar.isVisible)
    assert bar.isEnabled() and desk.text("timeline_run") == "run 1"
    assert (desk.find("tabs").height(), desk.find("canvas").height()) == before
    desk.session.show_shipped()
    assert not bar.isVisible() and not desk.find("epoch_in_use_text").isVisible()
    assert desk.text("timeline_run") == "shipped network"
    desk.session.use(run.id)
    assert bar.isVisible() and (bar.minimum(), bar.maximum(), bar.value()) == (0, 1, 1)
    assert (desk.find("tabs").height(), desk.find("canvas").height()) == before


def test_a_drag_uses_every_epoch_on_its_way_and_all_tabs_follow(learnt):
    desk, run, networks = learnt
    desk.draw(placed(4))
    bar = timeline(desk)
    QTest.mousePress(bar, Left, pos=handle_at(bar, 5))
    for epoch in (4, 3, 2, 1, 0, 1, 2):
        QTest.mouseMove(bar, handle_at(bar, epoch))
        desk.wait(lambda epoch=epoch: uses(desk, epoch))
        assert desk.session.network is networks[epoch]
        assert desk.session.reading.network is networks[epoch]
    QTest.mouseRelease(bar, Left, pos=handle_at(bar, 2))
    assert uses(desk, 2) and said(desk) == "epoch 2 of 5"
    between = (handle_at(bar, 4) + handle_at(bar, 5)) / 2 - QPoint(8, 0)
    QTest.mousePress(bar, Left, pos=between)
    desk.wait(lambda: uses(desk, 4))
    QTest.mouseMove(bar, handle_at(bar, 2))
    desk.wait(lambda: uses(desk, 2))
    QTest.mouseRelease(bar, Left, pos=handle_at(bar, 2))
    assert desk.session.run is run and desk.session.undo.undone_next.text() == "Stroke"
    show(desk, "Laboratory")
    desk.wait(lambda: "epoch 2" in desk.text("laboratory_of"))


def test_a_click_brings_the_handle_there(learnt):
    desk, _, networks = learnt
    bar = timeline(desk)
    for epoch in (2, 0, 4):
        QTest.mouseClick(bar, Left, pos=handle_at(bar, epoch))
        desk.wait(lambda epoch=epoch: uses(desk, epoch))
        assert desk.session.network is networks[epoch]


def test_an_opened_file_stands_at_its_last_epoch_at_the_right_end(
    learnt, open_window, tmp_path, monkeypatch
):
    desk, _, _ = learnt

    def from_the_right(bar):
        return bar.width() - handle_at(bar, 5).x()

    at_the_end = from_the_right(timeline(desk))
    assert desk.window.save_file(tmp_path / "net.json")
    desk.window.close()
    for variable, value in home_in(tmp_path / "elsewhere").items():  # where its run is not
        monkeypatch.setenv(variable, value)
    other = open_window(tmp_path / "net.json")
    other.wait(lambda: said(other).startswith("epoch 5 of 5"))
    bar = timeline(other)
    assert bar.minimum() == bar.value() == 5
    assert from_the_right(bar) == at_the_end


def test_of_many_movements_the_newest_counts(learnt):
    desk, _, networks = learnt
    told = []
    desk.session.network_changed.connect(told.append)
    for epoch in (4, 1, 3, 0, 2):
        timeline(desk).setValue(epoch)  # no event is handled meanwhile
    assert told == []
    desk.wait(lambda: uses(desk, 2))
    assert told[-1] is networks[2] and not any(told[0] is networks[i] for i in (0, 1, 3, 4))
    assert len({id(network) for network in told}) <= 2  # the window may tell the one before


def test_keys_move_it_in_every_tab(learnt):
    desk, _, _ = learnt
    bar, tabs = timeline(desk), desk.window.tabs
    for title in map(tabs.tabText, range(tabs.count())):
        desk.show_tab(title)
        bar.setFocus()
        for key, epoch in (
            (Key.Key_Left, 4), (Key.Key_Left, 3), (Key.Key_Right, 4), (Key.Key_Home, 0),
            (Key.Key_Left, 0), (Key.Key_PageUp, 1), (Key.Key_End, 5), (Key.Key_PageDown, 4),
        ):  # fmt: skip
            QTest.keyClick(bar, key)
            desk.wait(lambda epoch=epoch: uses(desk, epoch))
        assert desk.session.runs.in_use.epoch == 4
        QTest.keyClick(bar, Key.Key_End)
        desk.wait(lambda: desk.session.runs.in_use.epoch is None)


def test_epochs_that_are_not_kept_are_passed_over_and_that_is_said(desk):
    run, networks = learnt_run(epochs=3000)
    kept = dict.fromkeys((0, *range(64, 3000, 64), 3000), networks[1])
    desk.session.runs.put(run, networks=kept)
    desk.session.use(run.id)
    bar = timeline(desk)
    desk.wait(bar.isVisible)
    assert (bar.minimum(), bar.maximum()) == (0, 3000)
    bar.setFocus()
    for key, epoch in (
        (Key.Key_Left, 2944), (Key.Key_Left, 2880), (Key.Key_Right, 2944), (Key.Key_Home, 0),
        (Key.Key_Right, 64), (Key.Key_PageUp, 384),
    ):  # fmt: skip
        QTest.keyClick(bar, key)
        desk.wait(lambda epoch=epoch: desk.session.runs.epoch == bar.value() == epoch)
    assert said(desk) == f"epoch 384 of 3,000, {len(kept)} kept"
    bar.setValue(2000)
    desk.wait(lambda: bar.value() == desk.session.runs.epoch == 1984)
    bar.setValue(1999)
    desk.wait(lambda: bar.value() == desk.session.runs.epoch == 2048)


def test_it_follows_a_run_that_learns_while_the_newest_epoch_is_in_use(training_desk):
    desk = training_desk
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.click("start")
    bar, session = timeline(desk), desk.session
    desk.wait(lambda: bar.isVisible() and bar.value() > 2)
    assert bar.maximum() == 100_000  # so the handle does not crawl
    assert bar.value() == session.run.epochs and session.follows
    bar.setFocus()
    QTest.keyClick(bar, Key.Key_Home)
    desk.wait(lambda: session.runs.in_use.epoch == 0)
    first, epochs = session.network, session.run.epochs
    desk.wait(lambda: session.run.epochs > epochs + 2)
    assert bar.value() == 0 and session.network is first
    assert same(first, session.first_network(session.run))
    QTest.keyClick(bar, Key.Key_End)  # beyond the newest
    desk.wait(lambda: session.follows and bar.value() == session.run.epochs)
    desk.stop()
    newest = session.run.epochs
    assert bar.value() == newest and bar.maximum() == 100_000
    assert said(desk).startswith(f"epoch {newest} of {newest}")
    QTest.mouseClick(bar, Left, pos=handle_at(bar, 50_000))
    desk.wait(lambda: bar.value() == newest)
    assert session.runs.in_use.epoch is None


def test_a_screen_reader_hears_its_name_its_value_and_what_that_means(learnt):
    desk, _, _ = learnt
    bar = timeline(desk)
    heard = QAccessible.queryAccessibleInterface(bar)
    assert heard.text(QAccessible.Text.Name) == "Epoch in use"
    assert heard.valueInterface().currentValue() == 5
    assert heard.text(QAccessible.Text.Description) == "epoch 5 of 5"
    assert bar.statusTip().startswith("Drag: every tab shows the network after that epoch.")


# On the curves.


def place_of(plot, epoch, value):
    """Where a point of a plot is in its area."""
    return plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(epoch, value)))


def accuracy(run, epoch):
    return run.history[epoch - 1].percent()


def test_a_click_anywhere_in_a_plot_uses_the_epoch_that_is_read_out(learnt):
    desk, run, _ = learnt
    desk.wait(lambda: desk.epochs_drawn() == [1, 2, 3, 4, 5])
    plot = desk.find("accuracy_plot")
    for epoch, off in ((2, 0), (3, 40), (4, 8)):  # pixels below the curve
        place = place_of(plot, epoch + 0.3, accuracy(run, epoch))
        place.setY(place.y() + off)
        QTest.mouseClick(plot.viewport(), Left, pos=place)
        desk.wait(lambda epoch=epoch: uses(desk, epoch))


def test_the_line_stands_at_the_epoch_in_use_and_is_read_out(learnt):
    desk, run, _ = learnt
    desk.wait(lambda: desk.epochs_drawn() == [1, 2, 3, 4, 5])
    plot = desk.find("cost_plot")
    for epoch in (2, 4):
        desk.session.use(run.id, epoch)
        for legend in ("accuracy_legend", "cost_legend"):
            desk.wait(lambda legend=legend, said=f"epoch {epoch}": said in desk.text(legend))
        items = plot.scene().items()
        across = [item for item in items if isinstance(item, InfiniteLine) and item.angle == 90]
        assert epoch in [line.value() for line in across if line.isVisible()]


def test_return_on_the_read_out_does_what_a_click_does(learnt):
    desk, _, _ = learnt
    desk.wait(lambda: desk.epochs_drawn() == [1, 2, 3, 4, 5])
    plot = desk.find("accuracy_plot")
    plot.setFocus()
    for _ in range(3):
        QTest.keyClick(plot, Key.Key_Right)
    QTest.keyClick(plot, Key.Key_Return)
    desk.wait(lambda: uses(desk, 3))


def test_a_click_in_a_plot_of_runs_uses_the_run_that_is_read_out_at_its_epoch(learnt):
    desk, _, _ = learnt
    other, networks = learnt_run(number=2, epochs=4)
    other = replace(
        other, history=tuple(replace(r, evaluation_accuracy=5000) for r in other.history)
    )
    desk.session.runs.put(other, "listed", networks=networks)
    desk.show_tab("Runs")
    plot = desk.find("runs_accuracy_plot")
    desk.wait(lambda: len(plot.getPlotItem().listDataItems()) >= 2 and plot.isVisible())
    desk.wait(lambda: "run 2" in desk.rows("runs"))
    desk.qtbot.waitUntil(lambda: plot.getPlotItem().vb.viewRange()[1][0] < 50)
    QTest.mouseClick(plot.viewport(), Left, pos=place_of(plot, 3.2, 52.0))
    desk.wait(lambda: desk.session.run_id == other.id)
    assert uses(desk, 3) and desk.session.network is networks[3]


# What is in use at an epoch is what Python has there.


def repeated(run, network):
    """The networks after each epoch of a run's jobs, trained anew from what it began with."""
    training, evaluation = run.data.parts_of(run.data.load())
    network, epoch, networks = deepcopy(network), run.start_epochs, {}  # its generator, too
    for job, results in run.jobs_and_results():
        settings, changes = job.to_repeat(results)
        if job.seed is not None:
            network.rng = np.random.default_rng(job.seed)
        for step in train(network, training, settings, evaluation, changes=changes):
            if isinstance(step, EpochResult):
                epoch += 1
                networks[epoch] = copy(network)
    return networks


def check_all_epochs(desk, start):
    """Put each epoch in use, and compare its network with that of a repeat to the last bit."""
    session = desk.session
    expected = repeated(session.run, start)
    kept = session.runs.networks(session.run_id)
    assert kept.keys() == {session.run.start_epochs, *expected}
    for epoch, network in expected.items():
        timeline(desk).setValue(epoch)
        desk.wait(lambda epoch=epoch: uses(desk, epoch))
        assert same(session.network, network)


def test_each_epoch_is_the_one_that_python_has_there_also_after_a_restart_and_in_a_child(
    training_desk, open_window
):
    desk = training_desk
    desk.train(**QUICK | {"epochs": 4, "seed": "5", "training_size": 2000})
    first = first_network(desk.session.run)
    desk.go_on(epochs=2, eta=0.25)
    check_all_epochs(desk, first)
    desk.session.use(desk.session.run_id, 3)
    desk.window.close()
    desk.wait(lambda: not desk.window.isVisible())
    again = open_window()
    again.wait(lambda: again.session.run is not None and uses(again, 3))
    check_all_epochs(again, first)
    again.session.use(again.session.run_id, 3)
    third = again.session.network
    again.wait(lambda: again.find("continue_training").isEnabled())
    again.go_on(epochs=2)
    assert (again.session.run.start_epochs, again.session.run.epochs) == (3, 5)
    assert again.session.first_network(again.session.run) is third
    check_all_epochs(again, third)


def test_slow_motion_copies_the_epoch_that_is_chosen_and_at_the_end_the_one_it_began_with(learnt):
    desk, run, _ = learnt
    show(desk, "Slow Motion")
    desk.wait(lambda: desk.find("slow_examples").accessibleDescription())
    copied = partial(desk.text, "slow_copy")
    learn_slowly(desk)
    assert "epoch 5" in copied()
    timeline(desk).setValue(2)
    desk.wait(lambda: "epoch 2" in copied())
    assert not desk.find("slow_back").isEnabled()  # it begins anew
    timeline(desk).setValue(5)
    desk.wait(lambda: "epoch 5" in copied())
    desk.click("next_moment")
    longer, networks = learnt_run(epochs=6)
    desk.session.runs.put(replace(run, history=longer.history), "epoch", networks={6: networks[6]})
    desk.wait(lambda: said(desk).startswith("epoch 6"))
    desk.click("next_moment")
    assert "epoch 5" in copied()
    desk.click("slow_back")
    desk.click("slow_back")
    desk.wait(lambda: "epoch 6" in copied())


# The hollow mark: the epoch of the same run that is compared with.


def against(desk):
    """What is compared with, as its fields and the timeline tell it."""
    return desk.find("against").currentData(), desk.find("against_epoch").value()


@pytest.fixture
def compared(learnt):
    """The same window, with Mistakes shown, the epoch 5 in use and 2 compared with."""
    desk, run, networks = learnt
    desk.show_tab("Mistakes")
    desk.session.use(run.id, 2)
    QTest.keyClick(desk.find("canvas"), Key.Key_P)
    desk.session.use(run.id)
    assert against(desk) == ("this", 2) and said(desk) == "epoch 5 of 5, against 2"
    return desk, run, networks


def drag(desk, bar, *epochs):
    """Press at the first epoch, drag over the others, and release at the last; a real mouse."""
    handle = desk.window.windowHandle()

    def place(epoch):
        return bar.mapTo(desk.window, handle_at(bar, epoch))

    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, Left, none, place(epochs[0]))
    for epoch in epochs[1:]:
        QTest.mouseMove(handle, place(epoch))
        yield epoch
    QTest.mouseRelease(handle, Left, none, place(epochs[-1]))


def test_both_marks_are_dragged_over_one_another_in_both_directions(compared):
    desk, run, networks = compared
    bar, session = timeline(desk), desk.session
    for epoch in drag(desk, bar, 2, 3, 4, 5, 4, 5):  # the mark, up to the handle
        desk.wait(lambda epoch=epoch: against(desk) == ("this", epoch))
        assert session.runs.epoch == 5
    assert said(desk) == "epoch 5 of 5, against 5"
    for epoch in drag(desk, bar, 5, 4, 3, 2, 1):  # where both stand, the handle
        desk.wait(lambda epoch=epoch: session.runs.epoch == bar.value() == epoch)
        assert against(desk) == ("this", 5) and session.network is networks[epoch]
    for epoch in drag(desk, bar, 5, 4, 3, 2, 1, 0):  # the mark, over the handle to the left
        desk.wait(lambda epoch=epoch: against(desk) == ("this", epoch))
        assert session.runs.epoch == bar.value() == 1
    for epoch in drag(desk, bar, 0, 1, 2, 3):  # and to the right
        desk.wait(lambda epoch=epoch: against(desk) == ("this", epoch))
        assert session.runs.epoch == 1
    for epoch in drag(desk, bar, 1, 2, 3, 4, 5):  # the handle, over the mark to the right
        desk.wait(lambda epoch=epoch: session.runs.epoch == epoch)
        assert against(desk) == ("this", 3)
    for epoch in drag(desk, bar, 5, 4, 3, 2, 1):  # and to the left
        desk.wait(lambda epoch=epoch: session.runs.epoch == epoch)
        assert against(desk) == ("this", 3)
    assert session.run is run and said(desk) == "epoch 1 of 5, against 3"
    QTest.mouseClick(bar, Left, pos=handle_at(bar, 4))  # beside both: the handle comes
    desk.wait(lambda: session.runs.epoch == 4)
    assert against(desk) == ("this", 3)


def test_the_mark_is_drawn_for_an_epoch_of_the_run_in_use_alone(compared):
    desk, run, _ = compared
    bar = timeline(desk)

    def around(epoch):
        """What is drawn a little beside the middle of the handle at an epoch."""
        middle, image = handle_at(bar, epoch), bar.grab().toImage()
        return [image.pixelColor(middle.x() + x, middle.y()).name() for x in (-9, -8, 8, 9)]

    with_mark = around(2)
    desk.find("against").setCurrentIndex(0)
    desk.wait(lambda: said(desk) == "epoch 5 of 5")
    without = around(2)
    assert with_mark != without
    desk.session.use(run.id, 2)
    desk.trigger("action_compare_here")
    both = around(2)
    desk.find("against").setCurrentIndex(0)
    alone = around(2)
    assert both != alone  # its corners look out beside the handle
    other, _ = use_learnt_run(desk.session, number=2, epochs=5)
    box = desk.find("against")
    box.setCurrentIndex(box.findData(run.id))
    desk.find("against_epoch").setValue(2)
    assert around(2) == around(3) and said(desk) == "epoch 5 of 5"
    desk.session.use(run.id)
    desk.wait(lambda: said(desk) == "epoch 5 of 5, against 2")
    assert around(2) == with_mark


def test_an_epoch_is_compared_with_in_every_tab_by_a_key(learnt):
    desk, run, _ = learnt
    desk.session.show_shipped()
    assert not desk.can("action_compare_here")
    desk.session.use(run.id, 3)
    assert desk.can("action_compare_here")
    tabs = desk.window.tabs
    for epoch, title in enumerate(map(tabs.tabText, range(tabs.count()))):
        desk.show_tab(title)
        desk.session.use(run.id, epoch % 5)
        QTest.keyClick(tabs.tabBar(), Key.Key_P)
        desk.wait(lambda epoch=epoch: said(desk) == f"epoch {epoch % 5} of 5, against {epoch % 5}")
