"""What is damaged and measured, when, and what of it reaches the drawing and the listed digits."""

import numpy as np
import pytest
from idx_folder import write_folder
from small_networks import small_network, use
from steps import result_of

from digitpad import Hyperparameters
from digitpad.core.damage import KINDS, Damaging
from digitpad.session.measuring import evaluation_watch
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.mistake_questions import damage_curve
from digitpad.session.measuring.sources import Source

KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture
def damage(session, measurer, watch):
    """Ten images are measured with a small network, but nobody looks at damage yet."""
    damage = DamageWatch(session, measurer, watch, session)
    use(session, small_network(1))
    watch.look(True)
    return damage


def is_whole(damage):
    return damage.curve is not None and damage.curve.is_whole


def test_the_network_in_use_is_measured_while_somebody_looks(qtbot, session, watch, asked, damage):
    qtbot.waitUntil(lambda: watch.found is not None and watch.found.is_whole)
    assert set(asked) == {evaluation_watch.KIND}  # nobody looks
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage))
    assert damage.curve.network is session.network and damage.curve.kind is KIND["shift"]
    expected = result_of(damage_curve(lambda: session.network, watch.found, KIND["shift"])(None))
    assert damage.curve.right == expected.right
    damage.choose(KIND["noise"])
    assert damage.curve is None  # not that of another kind
    qtbot.waitUntil(lambda: is_whole(damage))
    assert damage.curve.kind is KIND["noise"]
    damage.look(False)
    second = use(session, small_network(2))
    qtbot.waitUntil(lambda: watch.found and watch.found.network is second)
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage) and damage.curve.network is second)


def test_the_drawing_and_the_digits_are_damaged_while_somebody_looks(
    qtbot, session, watch, mistakes, damage
):
    session.board.draw(((0.3, 0.2), (0.6, 0.8)))
    session.board.lift_pen()
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    damage.strengthen(2)
    assert session.reading.damage is None and damage.digits is None
    damage.look(True)
    assert session.reading.damage == damage.damaging
    qtbot.waitUntil(lambda: damage.digits is not None)
    shown = damage.digits
    assert shown.rows.tolist() == list(range(10)) and shown.found is watch.found
    images = watch.found.data.images.reshape(-1, 28, 28)
    moved = Damaging(KIND["shift"], 2).of(images, np.arange(10))
    np.testing.assert_array_equal(shown.shown.data.images, moved.reshape(-1, 784))
    # On the canvas a digit is damaged in the same way as in the gallery.
    mistakes.put_on_canvas(watch.found, 3)
    np.testing.assert_array_equal(
        np.rint(255 * session.reading.image.ravel()), shown.shown.data.images[3]
    )
    np.testing.assert_array_equal(session.drawing.picture.shown.ravel(), watch.found.data.images[3])
    damage.strengthen(0)
    assert session.reading.damage is None
    qtbot.waitUntil(lambda: damage.digits.damaging.level == 0)
    np.testing.assert_array_equal(damage.digits.shown.data.images, watch.found.data.images)
    damage.strengthen(1)
    damage.look(False)
    assert session.reading.damage is None


def is_other_whole(damage):
    return damage.of_other is not None and damage.of_other.is_whole


def test_another_network_is_measured_as_well_for_each_kind(qtbot, watch, damage):
    damage.compare(lambda: small_network(7))
    assert damage.of_other is None
    damage.look(True)
    for kind in ("shift", "turn"):
        damage.choose(KIND[kind])
        qtbot.waitUntil(lambda: is_other_whole(damage))
        assert damage.of_other.kind is KIND[kind]
        expected = damage_curve(lambda: small_network(7), watch.found, KIND[kind])
        assert damage.of_other.right == result_of(expected(None)).right
    damage.choose(KIND["noise"])
    assert damage.of_other is None  # not that of another kind
    damage.compare(None)
    qtbot.waitUntil(lambda: is_whole(damage))
    assert damage.of_other is None


def test_a_network_that_cannot_be_read_is_said_and_another_one_is_measured(qtbot, measurer, damage):
    def broken():
        raise OSError("run 3 cannot be compared: it is gone.")

    damage.compare(broken)
    with qtbot.waitSignal(measurer.failed) as failed:
        damage.look(True)
    assert failed.args == ["run 3 cannot be compared: it is gone."]
    damage.compare(lambda: small_network(4))
    qtbot.waitUntil(lambda: is_other_whole(damage))


def test_while_a_network_trains_the_last_whole_curve_stays(qtbot, session, trainer, watch, damage):
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage))
    before = damage.curve
    session.train(Hyperparameters(epochs=5))
    told = []
    damage.measured.connect(lambda: told.append((damage.curve, watch.found.network)))
    later = trainer.advance(5000)
    qtbot.waitUntil(
        lambda: damage.curve is not None and damage.curve.network is not before.network,
    )
    assert all(curve is not None and curve.is_whole for curve, _ in told)
    # That the curve is of an earlier epoch is told as well.
    assert any(curve is before and network is later for curve, network in told)
    assert watch.found.network is damage.curve.network is later
    session.stop()
    trainer.end(5000)


def test_other_images_make_another_curve(qtbot, watch, damage, tmp_path):
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage))
    first = damage.curve
    watch.measure(Source(folder=write_folder(tmp_path / "other", 60)))
    assert damage.curve is None
    qtbot.waitUntil(lambda: is_whole(damage))
    assert damage.curve.data is watch.found.data is not first.data
