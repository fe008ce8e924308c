"""Damaged digits and the map: answers against plain computations, and when they are computed."""

import numpy as np
import pytest
from idx_folder import write_folder
from learnt_runs import learnt_run
from small_runs import draw, small_network, use
from steps import result_of

from digitpad import Dataset, Hyperparameters, Network
from digitpad.core.damage import DAMAGES, Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.digit_map import digit_map
from digitpad.session.mistakes.damage_curve import damage_curve, damaged_digits
from digitpad.session.mistakes.damage_watch import DamageWatch
from digitpad.session.mistakes.evaluated import Inked, Source, evaluated
from digitpad.session.mistakes.map_of_digits import map_of
from digitpad.session.runs.run import AtEpoch

KIND = {kind.name: kind for kind in DAMAGES}


@pytest.fixture
def networks():
    return [small_network(seed) for seed in (3, 4)]


@pytest.fixture
def data(networks):
    """More than one block of blots of ink, labelled as the first network reads them."""
    rng = np.random.default_rng(7)
    images = np.zeros((620, 28, 28), np.uint8)
    images[:, 6:22, 6:22] = (rng.random((620, 16, 16)) < 0.3) * rng.integers(1, 256, (620, 16, 16))
    images = images.reshape(620, 784)
    labels = networks[0].feedforward(images.T / np.float32(255)).argmax(axis=0)
    return Dataset(images, labels.astype(np.uint8))


def evaluation_of(network, data):
    """The evaluation of all these digits, as the measurer gives it."""
    return result_of(evaluated(lambda *_: data, network, None, 0, Source(), DataSpec(), Inked()))


def map_in(found, layer, start=None):
    return result_of(map_of(None, found, layer, lambda: start))


def test_a_curve_counts_what_a_network_reads_at_each_level(networks, data):
    kind, found = KIND["noise"], evaluation_of(networks[1], data)
    steps = damage_curve(None, networks[0], data, found.numbers, kind)
    partial = [known for known in steps if known is not None]
    assert [len(known.right) for known in partial] == [1, 2, 3, 4, 5, 6, 7]
    curve = partial[-1]
    assert not partial[0].is_whole and curve.is_whole
    assert curve.kind is kind and curve.network is networks[0] and curve.data is data
    assert curve.right[0] == 620 > curve.right[2] > curve.right[6]
    found = evaluation_of(networks[0], data)
    for level in (2, 6):
        seen = damaged_digits(found, np.arange(620), Damaging(kind, level))
        assert curve.right[level] == seen.evaluation.accuracy


def test_some_digits_are_damaged_like_all(networks, data):
    rows, found = np.array([612, 3, 501, 3]), evaluation_of(networks[0], data)
    damaging = Damaging(KIND["turn"], 4)
    all_ = damaged_digits(found, np.arange(620), damaging)
    some = damaged_digits(found, rows, damaging)
    np.testing.assert_array_equal(some.data.images, all_.data.images[rows])
    assert not np.array_equal(some.data.images[0], data.images[612])
    outputs = networks[0].feedforward(some.data.images.T / np.float32(255)).T
    np.testing.assert_allclose(some.evaluation.outputs, outputs, atol=0.02)  # whole bytes
    assert some.numbers.tolist() == rows.tolist()
    assert some.evaluation.labels.tolist() == data.labels[rows].tolist()
    none = damaged_digits(found, rows, Damaging(KIND["turn"], 0))
    np.testing.assert_array_equal(none.data.images, data.images[rows])


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_map_lays_out_the_activations_of_a_layer(networks, data, layer):
    found = evaluation_of(networks[0], data)
    laid = map_in(found, layer)
    points = networks[0].activations(data.images.T / np.float32(255))[layer].T
    expected = result_of(digit_map(points)).coordinates
    np.testing.assert_allclose(laid.map.coordinates, expected, atol=1e-3 * np.ptp(expected))
    assert laid.layer == layer and laid.found is found
    again = map_in(found, layer, laid.map)
    np.testing.assert_allclose(again.map.coordinates, laid.map.coordinates, atol=1e-4)


def test_a_diverged_network_has_a_map_and_a_curve(data):
    network = Network([784, 6, 10], rng=np.random.default_rng(1))
    network.weights = [np.full_like(w, 3e38) for w in network.weights]
    network.weights[0][1] *= -1
    found = evaluation_of(network, data)
    assert np.isfinite(map_in(found, 1).map.coordinates).all()
    curve = result_of(damage_curve(None, network, data, found.numbers, KIND["blur"]))
    assert curve.right[0] == network.accuracy(data)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_digits_have_a_map_and_can_be_damaged(networks, data, count):
    found = evaluation_of(networks[0], data[:count])
    for layer in range(3):
        laid = map_in(found, layer).map
        assert laid.coordinates.shape == (count, 2)
        assert np.isfinite(laid.coordinates).all() and np.isfinite(laid.shares).all()
    for kind in DAMAGES:
        curve = result_of(damage_curve(None, networks[0], found.data, found.numbers, kind))
        assert curve.is_whole and curve.right[0] == count
    damaged = damaged_digits(found, np.array([count - 1]), Damaging(DAMAGES[0], 2))
    assert damaged.example(0) == found.example(count - 1)


# When damage is measured, and how it reaches the drawing and the listed digits


@pytest.fixture
def damage(session, measurer, watch, against):
    """Ten images are measured with a small network, but nobody looks at damage yet."""
    damage = DamageWatch(session, measurer, watch, against)
    use(session, small_network(1))
    watch.look(True)
    return damage


def right(network, found, kind):
    """How many digits a network reads right at each level."""
    return result_of(damage_curve(None, network, found.data, found.numbers, kind)).right


def test_damage_is_measured_while_somebody_looks(
    session, watch, asked, damage, found_after, tmp_path
):
    assert damage.digits() is None
    found_after(watch)
    assert "damage_curve" not in asked  # nobody looks
    damage.strengthen(6)
    said = []
    damage.curve.answered.connect(lambda _curve: said.append(damage.damage_in_words()))
    curve = found_after(damage.curve, lambda: damage.look(True))
    share = 10 * right(session.network, watch.found, KIND["shift"])[6]
    assert said[0] == "Measuring …" and said[-1].endswith(f": {share:.2f} % are read right.")
    assert curve.network is session.network and curve.kind is KIND["shift"]
    assert curve.right == right(session.network, watch.found, KIND["shift"])
    damage.choose(KIND["noise"])
    assert damage.curve.found is None  # not the curve of another kind
    assert found_after(damage.curve).kind is KIND["noise"]
    damage.look(False)
    second = found_after(watch, lambda: use(session, small_network(2))).network
    first = found_after(damage.curve, lambda: damage.look(True))
    assert first.network is second is session.network
    watch.measure(Source(folder=write_folder(tmp_path / "other", 60)))
    assert damage.curve.found is None
    assert found_after(damage.curve).data is watch.found.data is not first.data


def test_drawing_and_listed_digits_are_damaged_while_somebody_looks(
    qtbot, session, watch, mistakes, damage
):
    draw(session, ((0.3, 0.2), (0.6, 0.8)))
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
    # A digit is damaged alike on the canvas and in the gallery.
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


def test_the_compared_network_is_measured_for_each_kind_too(
    qtbot, session, watch, against, damage, found_after
):
    found_after(watch)
    damage.look(True)
    run, _ = learnt_run(number=9, epochs=1)
    others = {epoch: small_network(7 + epoch) for epoch in (0, 1)}
    watch_other = damage.of_other
    session.runs.put(run, networks=others)
    found = found_after(watch_other, lambda: against.compare(AtEpoch(run.id, 0)))
    for kind in ("shift", "turn"):
        found = found_after(watch_other, lambda kind=kind: damage.choose(KIND[kind]))
        assert found.kind is KIND[kind] and found.network is others[0]
        assert found.right == right(others[0], watch.found, KIND[kind])
        assert found.name == "run 9 before its first epoch"
    against.move(1)
    qtbot.waitUntil(lambda: watch_other.found.name == "run 9 after epoch 1")
    assert watch_other.found.network is others[1] and watch_other.found.is_whole
    damage.choose(KIND["noise"])
    assert watch_other.found is None  # not the curve of another kind
    qtbot.waitUntil(lambda: watch_other.found is not None)
    against.compare(None)
    qtbot.waitUntil(lambda: watch_other.found is None)


def test_the_last_whole_curve_stays_while_a_network_trains(
    qtbot, session, trainer, watch, damage, found_after
):
    before = found_after(damage.curve, lambda: damage.look(True))
    session.train(Hyperparameters(epochs=5))
    curves, said = [], []
    damage.curve.answered.connect(curves.append)
    watch.answered.connect(lambda _found: said.append(damage.damage_in_words()))
    later = trainer.advance(5000)
    qtbot.waitUntil(lambda: damage.curve.found.network is later)
    assert "some epochs ago" in said[-1] and all(curve.is_whole for curve in curves)
    assert watch.found.network is later is not before.network
    session.queue.stop()
