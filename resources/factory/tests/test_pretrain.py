"""The recipe of the shipped network in small: rounds, smaller steps, hard images, an average."""

import json
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pretrain
import pytest
import recipe
from digits import DIGITS

from digitpad import Dataset, Network, load
from digitpad.core.data.dataset import as_bytes
from digitpad.core.data.people import PenDigits
from digitpad.core.ink import from_drawings
from digitpad.core.learning.sgd import train

DRAWINGS = [tuple(np.array(stroke) for stroke in DIGITS[digit]) for digit in range(10)]
IMAGES = np.tile(as_bytes(from_drawings(DRAWINGS)), (6, 1))
LABELS = np.arange(60, dtype=np.uint8) % 10
TRAINING = Dataset(IMAGES, LABELS, one_hot=True)
EVALUATION = Dataset(IMAGES, LABELS)
PENS = PenDigits(tuple(DRAWINGS), np.arange(10, dtype=np.uint8), np.arange(1, 11, dtype=np.uint8))
STAGES = tuple(
    replace(stage, epochs=epochs, averaged=2, rewritten=7, nothing=9)
    for stage, epochs in zip(pretrain.STAGES, (5, 3, 2, 2), strict=True)
)


@pytest.fixture
def small(monkeypatch):
    """The recipe in a size that takes no time."""
    for name, value in {
        "SIZES": [784, 20, 10],
        "ROUND": 2,
        "INVENTED": 8,
        "STAGES": STAGES,
    }.items():
        monkeypatch.setattr(recipe if name == "INVENTED" else pretrain, name, value)


def test_the_learning_rate_falls_by_the_same_factor_from_epoch_to_epoch():
    stage = replace(STAGES[0], etas=(1.0, 0.02), epochs=9)
    etas = [stage.eta(epoch) for epoch in range(1, 10)]
    assert etas[0] == 1.0 and etas[-1] == pytest.approx(0.02)
    factors = np.divide(etas[1:], etas[:-1])
    assert np.ptp(factors) < 1e-12 and factors[0] < 1
    assert replace(stage, epochs=1).eta(1) == 1.0


def test_the_images_whose_digit_is_least_sure_are_repeated():
    # A network that knows all digits but the 3: its output for 3 is always low.
    network = Network([784, 10], rng=np.random.default_rng(0))
    network.weights = [np.zeros((10, 784), np.float32)]
    network.biases = [np.full((10, 1), 2.0, np.float32)]
    network.biases[0][3] = -2.0
    repeated = pretrain.with_hard_images_repeated(network, TRAINING)
    assert len(repeated) == 60 + 6 * recipe.REPEATS
    np.testing.assert_array_equal(repeated.images[:60], IMAGES)
    assert set(repeated.labels[60:].tolist()) == {3}
    np.testing.assert_array_equal(repeated.images[60:], np.tile(IMAGES[3], (6 * recipe.REPEATS, 1)))
    assert repeated.one_hot


@pytest.mark.usefixtures("small")
def test_a_round_has_the_digits_rewritten_and_invented_ones_and_drawings_of_nothing():
    rng = np.random.default_rng(1)
    examples = pretrain.examples_of_a_round(TRAINING, TRAINING, PENS, STAGES[0], rng)
    assert len(examples) == 60 + 7 + 8 + 9
    assert examples.images.dtype == np.uint8 and examples.targets.dtype == np.float32
    np.testing.assert_array_equal(examples.images[:60], IMAGES)
    np.testing.assert_array_equal(examples.targets[:60], np.eye(10)[LABELS])
    assert (examples.targets[60:75].sum(axis=1) == 1).all()
    assert (examples.targets[75:] == 0).all() and (examples.images[75:] > 0).any(axis=1).all()
    again = pretrain.examples_of_a_round(TRAINING, TRAINING, PENS, STAGES[0], rng)
    assert not np.array_equal(again.images[60:], examples.images[60:])


def test_examples_read_like_the_books_pairs():
    images = np.array([[0] * 783 + [255], [51] * 784], np.uint8)
    examples = pretrain.Examples(images, np.array([[0] * 10, [0] * 9 + [1]], np.float32))
    assert len(list(examples)) == 2
    (x, y), (x_1, y_1) = examples
    assert x.dtype == np.float32 and x.shape == (784, 1) and x[-1] == 1 and x[0] == 0
    assert y.shape == (10, 1) and not y.any()
    np.testing.assert_allclose(x_1, 0.2)
    assert y_1.ravel().tolist() == [0] * 9 + [1]
    np.testing.assert_array_equal(examples[1:][0][0], x_1)


def test_rewritten_pen_digits_keep_their_labels(monkeypatch):
    monkeypatch.setattr(recipe, "STYLE", 0)  # hands that copy
    written = recipe.rewritten(PENS, 40, np.random.default_rng(2))
    assert len(set(written.labels.tolist())) > 5
    for image, label in zip(written.images, written.labels):
        np.testing.assert_allclose(image.astype(int), IMAGES[label], atol=1)
    monkeypatch.setattr(recipe, "STYLE", 1)
    others = recipe.rewritten(PENS, 40, np.random.default_rng(2))
    assert not any(np.array_equal(a, IMAGES[d]) for a, d in zip(others.images, others.labels))


def learn(network, *stages):
    return pretrain.pretrain(network, stages, pretrain.SoFar(), TRAINING, EVALUATION, PENS)


def fresh():
    return Network([784, 20, 10], rng=np.random.default_rng(1))


def test_writers_of_few_digits_are_rewritten_more_often_than_their_share():
    # The first of ten wrote the digits 0 to 8, another one the 9.
    pens = replace(PENS, writers=np.array([1] * 9 + [2], np.uint8))
    labels = recipe.rewritten(pens, 2000, np.random.default_rng(2)).labels
    assert 0.2 < (labels == 9).mean() < 0.3  # a quarter: 1 / (1 + 9 / sqrt(9))


@pytest.mark.usefixtures("small")
def test_rounds_make_up_all_epochs_and_can_be_repeated():
    networks = [fresh() for _ in range(2)]
    seen = [list(learn(network, *STAGES)) for network in networks]
    assert len(seen[0]) == 12
    assert seen[0] == seen[1]
    assert seen[0][-1] == networks[0].accuracy(EVALUATION)
    for a, b in zip(networks[0].weights, networks[1].weights):
        np.testing.assert_array_equal(a, b)


@pytest.mark.usefixtures("small")
def test_a_stage_learns_from_the_writers_below_its_number(monkeypatch):
    learnt = []
    real = pretrain.examples_of_a_round

    def recording(digits, mnist, pens, stage, rng):
        learnt.append((len(digits), pens.writers.tolist()))
        return real(digits, mnist, pens, stage, rng)

    monkeypatch.setattr(pretrain, "examples_of_a_round", recording)
    stages = [replace(STAGES[0], epochs=1, writers=writers) for writers in (4, 256)]
    list(learn(fresh(), *stages))
    repeated = 6 * recipe.REPEATS
    assert learnt[0] == (63 + repeated, [1, 2, 3])
    assert learnt[1] == (70 + 7 * recipe.REPEATS, list(range(1, 11)))


@pytest.mark.usefixtures("small")
def test_drawings_of_nothing_lower_all_outputs():
    outputs = []
    for count in (0, 300):
        rng = np.random.default_rng(3)
        stage = replace(STAGES[0], nothing=count)
        examples = pretrain.examples_of_a_round(TRAINING, TRAINING, PENS, stage, rng)
        network = fresh()
        for _ in train(network, examples, replace(pretrain.SETTINGS, epochs=10), EVALUATION):
            pass
        outputs.append(network.feedforward(IMAGES.T / 255).sum(axis=0).mean())
    assert outputs[1] < 0.75 * outputs[0]


@pytest.mark.usefixtures("small")
def test_the_network_is_the_average_of_its_last_epochs():
    added = []

    class Recording(pretrain.Average):
        def add(self, network):
            super().add(network)
            added.append(network.weights[0])

    network, so_far = fresh(), pretrain.SoFar(average=Recording())
    steps = pretrain.pretrain(network, STAGES[:1], so_far, TRAINING, EVALUATION, PENS)
    seen = [network.weights[0] for _ in steps]
    fourth, fifth = added
    np.testing.assert_array_equal(fourth, seen[3])
    assert np.abs(fifth - fourth).max() > 1e-4
    np.testing.assert_allclose(network.weights[0], (fourth + fifth) / 2, atol=5.1e-5)
    np.testing.assert_array_equal(network.weights[0], seen[4])


def test_all_weights_and_biases_are_averaged():
    network = fresh()
    average = pretrain.Average()
    for number in (1, 2, 6):
        network.weights = [np.full_like(w, number) for w in network.weights]
        network.biases = [np.full_like(b, -number) for b in network.biases]
        average.add(network)
    average.give(network)
    assert all((w == 3).all() and w.dtype == np.float32 for w in network.weights)
    assert all((b == -3).all() for b in network.biases)


def test_the_average_is_rounded_as_in_the_file():
    network = fresh()
    network.weights = [np.full_like(w, 0.12345678) for w in network.weights]
    average = pretrain.Average()
    average.add(network)
    average.give(network)
    assert all((w == np.float32(0.1235)).all() for w in network.weights)


@pytest.fixture
def command(small, monkeypatch, tmp_path):
    """Runs the small program with arguments; it writes net.json."""
    monkeypatch.setattr(pretrain, "load_data_wrapper", lambda: (TRAINING, EVALUATION, EVALUATION))
    monkeypatch.setattr(pretrain, "load_pen_digits", lambda: PENS)

    def call(*words):
        command = ["pretrain", "--output", str(tmp_path / "net.json"), *words]
        monkeypatch.setattr("sys.argv", command)
        pretrain.main()

    return call


def test_the_command_writes_a_network_with_how_it_was_made(command, tmp_path, capsys):
    command("--epochs", "2", "1", "2", "1", "--leave-out", "3", "4")
    printed = capsys.readouterr().out
    assert "epoch 6/6" in printed and "of 2 digits by the writers that were left out" in printed
    output = tmp_path / "net.json"
    assert load(output).sizes == [784, 20, 10]
    assert [path.name for path in tmp_path.iterdir()] == ["net.json"]
    content = json.loads(output.read_text())
    assert content["seed"] == pretrain.SEED
    assert all(round(w, pretrain.DECIMALS) == w for w in content["weights"][1][0])
    made_by = content["made_by"]
    assert [stage["epochs"] for stage in made_by["stages"]] == [2, 1, 2, 1]
    assert made_by["left_out"] == [3, 4] and made_by["began_with"] is None
    assert made_by["test_accuracy"] == load(output).accuracy(EVALUATION)


def test_writers_who_are_left_out_are_not_learnt_from(command, monkeypatch):
    learnt = []

    def stand_in(*arguments):
        learnt.append(sorted(arguments[-1].writers.tolist()))
        yield 0

    monkeypatch.setattr(pretrain, "pretrain", stand_in)
    command()
    command("--leave-out", "1", "9")
    assert learnt == [list(range(1, 11)), [2, 3, 4, 5, 6, 7, 8, 10]]


def test_a_network_can_be_trained_on_in_some_stages(command, tmp_path):
    network = fresh()
    network.save(tmp_path / "before.json")
    command("--begin-with", str(tmp_path / "before.json"), "--stages", "3", "4")
    list(learn(network, *STAGES[-2:]))
    content = json.loads((tmp_path / "net.json").read_text())
    assert len(content["made_by"]["stages"]) == 2
    before = json.loads((tmp_path / "before.json").read_text())
    assert content["made_by"]["began_with"] == before["checksum"]
    for a, b in zip(network.weights, load(tmp_path / "net.json").weights):
        np.testing.assert_array_equal(a, b)


@pytest.fixture
def shown(command, monkeypatch):
    """Calls the program, with these words, up to its end or the last epoch; the epochs it shows."""

    def shown(*words, last=99):
        epochs = []

        def show(epoch, *_):
            if epoch > last:
                raise KeyboardInterrupt
            epochs.append(epoch)

        with monkeypatch.context() as patch:
            patch.setattr(pretrain, "show", show)
            with pytest.raises(KeyboardInterrupt) if last < 99 else nullcontext():
                command(*words)
        return epochs

    return shown


def test_an_interrupted_run_goes_on_exactly_after_its_last_round(shown, tmp_path):
    shown()
    whole = (tmp_path / "net.json").read_bytes()
    # Epochs within a round, at a stage's end and in the last average; and the next epoch of each.
    for last, following in ((4, 5), (5, 6), (11, 11)):
        (tmp_path / "net.json").unlink()
        shown(last=last)
        assert [path.name for path in tmp_path.iterdir()] == ["net-so-far.npz"]
        assert shown() == list(range(following, 13))
        assert (tmp_path / "net.json").read_bytes() == whole


def test_the_progress_of_another_recipe_is_not_continued(shown):
    shown("--leave-out", "3", last=3)
    assert shown() == list(range(1, 13))


def test_numbers_of_epochs_that_do_not_fit_the_stages_are_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pretrain", "--stages", "3", "4", "--epochs", "1"])
    with pytest.raises(SystemExit):
        pretrain.main()
    assert "--epochs: 2 stages need as many numbers" in capsys.readouterr().err
