"""What is damaged and measured, when, and what of it reaches the drawing and the listed digits."""

import numpy as np
import pytest
from idx_folder import write_folder
from small_networks import small_network, use
from steps import result_of

from digitpad import Hyperparameters
from digitpad.core.damage import KINDS, Damaging
from digitpad.session.damage import DamageWatch, damage_curve
from digitpad.session.evaluation import Source

KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture
def damage(session, measurer, watch, against):
    """Ten images are measured with a small network, but nobody looks at damage yet."""
    damage = DamageWatch(session, measurer, watch, against)
    use(session, small_network(1))
    watch.look(True)
    return damage


def is_whole(curve):
    return curve.found is not None and curve.found.is_whole


def right(network, found, kind):
    """How many digits a network reads right at each level."""
    return result_of(damage_curve(None, network, found.data, found.numbers, kind)).right


def test_the_network_in_use_is_measured_while_somebody_looks(qtbot, session, watch, asked, damage):
    qtbot.waitUntil(lambda: watch.found is not None and watch.found.is_whole)
    assert "damage_curve" not in asked  # nobody looks
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    curve = damage.curve.found
    assert curve.network is session.network and curve.kind is KIND["shift"]
    assert curve.right == right(session.network, watch.found, KIND["shift"])
    damage.choose(KIND["noise"])
    assert damage.curve.found is None  # not that of another kind
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    assert damage.curve.found.kind is KIND["noise"]
    damage.look(False)
    second = use(session, small_network(2))
    qtbot.waitUntil(lambda: watch.found and watch.found.network is second)
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage.curve) and damage.curve.found.network is second)


def test_the_drawing_and_the_digits_are_damaged_while_somebody_looks(
    qtbot, session, watch, mistakes, damage
):
    session.board.draw(((0.3, 0.2), (0.6, 0.8)))
    session.board.lift_pen()
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    damage.strengthen(2)
    assert session.reading.damage is None
    damage.look(True)
    assert session.reading.damage == damage.damaging
    shown = damage.digits()
    assert shown.numbers.tolist() == list(range(10)) and shown.network is watch.found.network
    images = watch.found.data.images.reshape(-1, 28, 28)
    moved = Damaging(KIND["shift"], 2).of(images, np.arange(10))
    np.testing.assert_array_equal(shown.data.images, moved.reshape(-1, 784))
    # On the canvas a digit is damaged in the same way as in the gallery.
    mistakes.put_on_canvas(watch.found, 3)
    np.testing.assert_array_equal(
        np.rint(255 * session.reading.image.ravel()), shown.data.images[3]
    )
    np.testing.assert_array_equal(session.drawing.picture.shown.ravel(), watch.found.data.images[3])
    damage.strengthen(0)
    assert session.reading.damage is None
    np.testing.assert_array_equal(damage.digits().data.images, watch.found.data.images)
    damage.strengthen(1)
    damage.look(False)
    assert session.reading.damage is None


def test_another_network_is_measured_as_well_for_each_kind(qtbot, watch, against, damage):
    against.compare(lambda: small_network(7))
    assert damage.of_other.found is None
    damage.look(True)
    for kind in ("shift", "turn"):
        damage.choose(KIND[kind])
        qtbot.waitUntil(lambda: is_whole(damage.of_other))
        assert damage.of_other.found.kind is KIND[kind]
        assert damage.of_other.found.right == right(small_network(7), watch.found, KIND[kind])
    damage.choose(KIND["noise"])
    assert damage.of_other.found is None  # not that of another kind
    against.compare(None)
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    assert damage.of_other.found is None


def test_a_network_that_cannot_be_read_is_said_and_another_one_is_measured(qtbot, against, damage):
    def broken():
        raise OSError("run 3 cannot be compared: it is gone.")

    against.compare(broken)
    with qtbot.waitSignal(damage.of_other.refused):
        damage.look(True)
    assert damage.in_words().endswith("run 3 cannot be compared: it is gone.")
    against.compare(lambda: small_network(4))
    qtbot.waitUntil(lambda: is_whole(damage.of_other))
    assert "gone" not in damage.in_words()


def test_while_a_network_trains_the_last_whole_curve_stays(qtbot, session, trainer, watch, damage):
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    before = damage.curve.found
    session.train(Hyperparameters(epochs=5))
    curves, said = [], []
    damage.curve.answered.connect(curves.append)
    watch.answered.connect(lambda _found: said.append(damage.in_words()))
    later = trainer.advance(5000)
    qtbot.waitUntil(lambda: damage.curve.found.network is later)
    assert "some epochs ago" in said[-1] and all(curve.is_whole for curve in curves)
    assert watch.found.network is later is not before.network
    session.stop()
    trainer.end(5000)


def test_other_images_make_another_curve(qtbot, watch, damage, tmp_path):
    damage.look(True)
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    first = damage.curve.found
    watch.measure(Source(folder=write_folder(tmp_path / "other", 60)))
    assert damage.curve.found is None
    qtbot.waitUntil(lambda: is_whole(damage.curve))
    assert damage.curve.found.data is watch.found.data is not first.data
