"""The experiments of the book's chapter 3, and two of chapter 5, as data.

Each asks a question and offers guesses, says what is trained and what to look at, and how the
figures decide. The book's numbers come from other random numbers than ours, so a few tenths of a
percent are no difference. For some runs the book's text names the best epoch (82.27, 87.1, 96.49,
97.92, 95.42), for others the last: best are compared with best, and last with last.

    from digitpad.core.book.experiments import EXPERIMENTS, named
    experiment = named("overfitting")
    for trial in experiment.trials:
        print(trial.name, trial.settings)
"""

from dataclasses import replace
from typing import Any

from digitpad.core.book import findings
from digitpad.core.book.one_neuron import neuron_from
from digitpad.core.book.trials import Claim, Experiment, Figure, Trial
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.text import counted

BASE = Hyperparameters(epochs=30, mini_batch_size=10, eta=0.5, lmbda=0.0)

VALIDATION = DataSpec()
TEST = DataSpec(evaluation="test")
FIRST_1000 = DataSpec(training_size=1000, evaluation="test")

HIDDEN_30, HIDDEN_100 = Architecture((30,)), Architecture((100,))
SOFTMAX_30, HIDDEN_300 = Architecture((30,), "LogLikelihoodCost"), Architecture((300,))
LARGE_30, LARGE_100 = (Architecture((n,), weight_initializer="large") for n in (30, 100))
QUADRATIC_30, QUADRATIC_100 = (Architecture((n,), "QuadraticCost", "large") for n in (30, 100))


def _trial(
    name: str,
    *figures: Figure,
    network: Architecture = HIDDEN_30,
    data: DataSpec = VALIDATION,
    **settings: Any,
) -> Trial:
    """A trial with these settings, and otherwise those of BASE."""
    return Trial(name, replace(BASE, **settings), figures, network, data)


def _accuracy(book: float | None = None, at: int | None = -1, label: str = "") -> Figure:
    return Figure("evaluation_accuracy", at, book, label=label)


def _test_and_training(book: float | None = None) -> tuple[Figure, Figure]:
    return _accuracy(book, label="test"), Figure("training_accuracy", label="training")


def _best(book: float, label: str = "") -> Figure:
    """The accuracy of the best epoch: the last of a trial's figures, since it decides nothing."""
    return _accuracy(book, at=None, label=label)


def _with_size(size: int, book: float) -> Trial:
    """A trial that sees 1,500,000 images; only the last epoch is measured, to save time."""
    trial = _trial(
        f"{size:,} images",
        _accuracy(book),
        network=LARGE_30,
        data=DataSpec(training_size=size),
        epochs=1_500_000 // size,
        lmbda=size / 10_000,
    )
    return replace(trial, measure="last")


def _layer_speeds(*book: float) -> Trial:
    """A trial whose figures are the lengths of the layers' gradients before the first epoch.

    book: the book's lengths, one for each hidden layer.
    """
    return _trial(
        f"{len(book)} hidden layers",
        *(
            Figure("gradient_lengths", 0, length, layer, f"layer {layer + 1}")
            for layer, length in enumerate(book)
        ),
        network=Architecture((30,) * len(book)),
        data=DataSpec(training_size=1000),
        epochs=500,
        mini_batch_size=1000,
        eta=0.1,
        lmbda=5.0,
        monitor_gradient_lengths=True,
    )


EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        name="neuron",
        title="One neuron unlearns a mistake",
        setup=(
            "A single neuron should answer the input 1 with 0. One starts a little wrong, with "
            "the output 0.82, and one badly wrong, with 0.98. Guess for the quadratic cost."
        ),
        question="From which start does it learn faster at first?",
        choices=("From the bad start", "From the better start", "From both equally fast"),
        right=1,
        decide=findings.one_neuron,
        look_at=(
            "Start with w = 2, b = 2: how long does each curve stay flat? Compare shapes, not "
            "ends: η is 0.15 and 0.005. Then try a start of your own."
        ),
        answer=(
            "A neuron near 1 is saturated: sigmoid'(z) is almost 0, and so is the gradient of the "
            "quadratic cost, however wrong the output. The cross-entropy cancels that factor, so "
            "the worse the error is, the faster it learns."
        ),
        section="The cross-entropy cost function",
        neurons=tuple(
            neuron_from(cost, w, b, eta, output)
            for cost, eta in (("QuadraticCost", 0.15), ("CrossEntropyCost", 0.005))
            for w, b, output in ((0.6, 0.9, 0.82), (2.0, 2.0, 0.98))
        ),
        beside="output",
        plot="neuron",
    ),
    Experiment(
        name="costs",
        title="Quadratic against cross-entropy",
        setup=(
            "The same network learns with the quadratic cost, and with the cross-entropy, each at "
            "a learning rate that suits it."
        ),
        question="How many test digits does the cross-entropy network read right?",
        choices=(
            "Some points more than the quadratic one",
            "As many, within a point",
            "Some points fewer than the quadratic one",
        ),
        right=1,
        decide=findings.costs,
        look_at="How the accuracies rise in the first epochs, and how close they end.",
        answer=(
            "In the book both costs end within a few tenths of a point of each other. But large "
            "first weights can saturate an output, and the quadratic cost then hardly changes it: "
            "for most seeds an output gets stuck near 0, and that digit is never answered. The "
            "cross-entropy lets saturated outputs learn: that is its advantage."
        ),
        section="Using the cross-entropy to classify MNIST digits",
        trials=(
            _trial(
                "quadratic, 30 hidden",
                _accuracy(),
                _best(95.42),
                network=QUADRATIC_30,
                data=TEST,
                eta=3.0,
            ),
            _trial(
                "quadratic, 100 hidden", _accuracy(96.59), network=QUADRATIC_100, data=TEST, eta=3.0
            ),
            _trial("cross-entropy, 30 hidden", _accuracy(95.49), network=LARGE_30, data=TEST),
            _trial("cross-entropy, 100 hidden", _accuracy(96.82), network=LARGE_100, data=TEST),
        ),
    ),
    Experiment(
        name="softmax",
        title="Softmax or sigmoids?",
        setup=(
            "The same network learns with sigmoid outputs and the cross-entropy, and with a "
            "softmax and the log-likelihood. The book gives no number."
        ),
        question="How many digits does the softmax network read right?",
        choices=(
            "Some points more than with sigmoids",
            "As many, within a point",
            "Some points fewer than with sigmoids",
        ),
        right=1,
        decide=findings.softmax,
        look_at=(
            "How close the two curves stay. Then use the softmax network, draw, and watch the ten "
            "bars: they add up to 1."
        ),
        answer=(
            "With both pairs the output error is δ = a − y: no factor of a saturated output is "
            "left, so both learn alike. A softmax answers with a distribution over the ten digits; "
            "ten sigmoids answer each for itself, and may all say no."
        ),
        section="Softmax",
        book="both work well in many situations",
        trials=(
            _trial("sigmoids", _accuracy(), epochs=10, lmbda=5.0),
            _trial("softmax", _accuracy(), network=SOFTMAX_30, epochs=10, lmbda=5.0),
        ),
    ),
    Experiment(
        name="overfitting",
        title="Overfitting and regularization",
        setup=(
            "A network with 24,000 weights learns from 1,000 images only, for 400 epochs, until it "
            "reads all of them."
        ),
        question="What becomes of its accuracy on the test data meanwhile?",
        choices=(
            "It rises to the end",
            "It soon stops rising, far below 100 %",
            "It rises, then falls to chance",
        ),
        right=1,
        decide=findings.overfitting,
        look_at=(
            "Both accuracies: the gap between training (dashed) and test (solid). Then the same "
            "with λ 0.1: which of them changes? At which epoch does the test cost turn?"
        ),
        answer=(
            "Soon the network only learns its 1,000 images by heart: that is overfitting. Small "
            "weights, which λ 0.1 asks for, respond less to what is peculiar to single images, and "
            "about 5 % more of the test data are read."
        ),
        section="Overfitting and regularization",
        trials=(
            _trial(
                "1,000 images, λ 0",
                _accuracy(82.23, label="test"),
                _accuracy(at=199, label="test"),
                Figure("training_accuracy", book=100, label="training"),
                _best(82.27, "test"),
                network=LARGE_30,
                data=FIRST_1000,
                epochs=400,
            ),
            _trial(
                "1,000 images, λ 0.1",
                *_test_and_training(86.95),
                _best(87.1, "test"),
                network=LARGE_30,
                data=FIRST_1000,
                epochs=400,
                lmbda=0.1,
            ),
        ),
        measured_on=("evaluation", "training"),
        beside="cost",
    ),
    Experiment(
        name="all-images",
        title="The same with all 50,000 images",
        setup="With 1,000 images the training accuracy ends 18 points above the test accuracy.",
        question="How large is that gap with 50,000 images?",
        choices=(
            "Still above 10 points, with λ 0 at least",
            "A few points, and fewer with λ 5",
            "Less than a point, even with λ 0",
        ),
        right=1,
        decide=findings.all_images,
        look_at="The distance of the dashed from the solid line, without and with regularization.",
        answer=(
            "30 neurons cannot learn so many images by heart: the gap is a few percent. λ 5 is the "
            "λ 0.1 of before, scaled with the number of images, and narrows the gap further."
        ),
        section="Regularization",
        trials=tuple(
            _trial(
                f"50,000 images, λ {lmbda:g}",
                *_test_and_training(last),
                _best(best, "test"),
                network=LARGE_30,
                data=TEST,
                lmbda=lmbda,
            )
            for lmbda, last, best in ((0.0, 95.31, 95.33), (5.0, 95.61, 96.49))
        ),
        measured_on=("evaluation", "training"),
        beside="cost",
    ),
    Experiment(
        name="more-neurons",
        title="More hidden neurons",
        setup="A network has 100 hidden neurons in place of 30, and λ 5.",
        question="How many digits do 100 hidden neurons read right?",
        choices=(
            "About 96.5 %, as 30 do",
            "About 98 %, half of the errors",
            "About 99.5 %, nearly all",
        ),
        right=1,
        decide=findings.more_neurons,
        look_at="How much better they are than 30 neurons, and what a slower, longer run adds.",
        answer=(
            "Nearly 98 % of the validation data, with little more than half of the errors of 30 "
            "neurons. A learning rate of 0.1 for 60 epochs settles a little better."
        ),
        section="Regularization",
        trials=(
            _trial("η 0.5, 30 epochs", _accuracy(), _best(97.92), network=LARGE_100, lmbda=5.0),
            _trial(
                "η 0.1, 60 epochs",
                _accuracy(98.04),
                network=LARGE_100,
                eta=0.1,
                lmbda=5.0,
                epochs=60,
            ),
        ),
    ),
    Experiment(
        name="weights",
        title="How the first weights are drawn",
        setup="Large first weights saturate the hidden neurons; weights of 1/√n do not.",
        question="When do the two differ most in what they read?",
        choices=("In the first epochs", "In the last epochs", "In all epochs alike"),
        right=0,
        decide=findings.first_weights,
        look_at="The first point of each accuracy curve, then the last.",
        answer=(
            "Saturated neurons learn slowly, so large weights fall behind at first: by 2 to 7 "
            "points after one epoch. In 30 epochs they make up for most of that."
        ),
        claims=tuple(Claim("2 to 7 points", 2, 7, (more, 0), (more - 1, 0)) for more in (1, 3)),
        section="Weight initialization",
        trials=tuple(
            _trial(
                name,
                _accuracy(first, 0),
                _accuracy(last),
                network=network,
                eta=0.1,
                lmbda=5.0,
            )
            for name, network, first, last in (
                ("large weights, 30 hidden", LARGE_30, 86.43, 96.37),
                ("default weights, 30 hidden", HIDDEN_30, 92.70, 96.50),
                ("large weights, 100 hidden", LARGE_100, 89.94, 97.42),
                ("default weights, 100 hidden", HIDDEN_100, 92.95, 97.81),
            )
        ),
    ),
    Experiment(
        name="learning-rate",
        title="The learning rate",
        setup="The same network learns three times, with η 0.025, with 0.25, and with 2.5.",
        question="Which curve of the training cost is the lowest?",
        choices=(
            "η 2.5, as larger steps arrive sooner",
            "η 0.25 at first, and 0.025 just as low later",
            "η 0.025, as small steps miss nothing",
        ),
        right=1,
        decide=findings.learning_rate,
        look_at="Each curve of the training cost: does it fall smoothly, or go up and down?",
        answer=(
            "With η 2.5 the steps overshoot the valley, so the cost goes up and down and stays "
            "high. With 0.025 it falls surely but slowly, and is as low as with 0.25 after 30 "
            "epochs."
        ),
        section="How to choose a neural network's hyper-parameters?",
        trials=tuple(
            _trial(
                f"η {eta:g}",
                Figure("training_cost", book=book, label="with the λ term"),
                Figure("training_cost", 0, label="with the λ term"),
                eta=eta,
                lmbda=5.0,
            )
            for eta, book in ((0.025, 0.339), (0.25, 0.339), (2.5, 0.861))
        ),
        plot="cost",
        measured_on=("training",),
    ),
    Experiment(
        name="hyper-parameters",
        title="How to choose hyper-parameters",
        setup=(
            "A run with η 10 and λ 1000 reads one digit in ten, no better than chance. Small, "
            "quick runs with λ 20 try one change at a time."
        ),
        question="What brings the first success?",
        choices=(
            "A larger η: 100 in place of 10",
            "A smaller η: 1 in place of 10",
            "More time, with η 10 and λ 1000",
        ),
        right=1,
        decide=findings.hyper_parameters,
        look_at="The accuracy of each run in turn: which change brings the first sign of learning?",
        answer=(
            "Without a hidden layer, with 1,000 images and 100 to evaluate on, a run takes no "
            "time. λ 1000 is then so large that the weights grow beyond all numbers. With λ 20 and "
            "η 1 the network reads 40 to 74 %, depending on the seed: a place to go on from."
        ),
        claims=(Claim("40 to 74 %", 40, 74, (4, 0)),),
        section="How to choose a neural network's hyper-parameters?",
        trials=(
            _trial("η 10, λ 1000", _accuracy(10.0), eta=10.0, lmbda=1000.0),
            *(
                _trial(
                    f"small, η {eta:g}, λ {lmbda:g}",
                    _accuracy(),
                    network=Architecture(()),
                    data=DataSpec(training_size=1000, evaluation_size=100),
                    eta=eta,
                    lmbda=lmbda,
                )
                for eta, lmbda in ((10.0, 1000.0), (10.0, 20.0), (100.0, 20.0), (1.0, 20.0))
            ),
        ),
    ),
    Experiment(
        name="more-data",
        title="More training data",
        setup=(
            "Networks learn from 100 images, from 200, and so on to 50,000, each in the same "
            "number of steps."
        ),
        question="How does the accuracy grow with the number of images?",
        choices=(
            "Ever more slowly, but to the end",
            "Ever faster, the more images there are",
            "Only up to 5,000 images, within a point",
        ),
        right=0,
        decide=findings.more_data,
        look_at="The accuracy over the number of images, on a logarithmic scale.",
        answer=(
            "A doubling gains 7 points at first and less than 1 at the end. But it still gains: on "
            "a logarithmic scale the curve still rises, so more data would help."
        ),
        section="Regularization (other techniques: artificially expanding the training data)",
        trials=(
            _with_size(100, 69.09),
            _with_size(200, 76.37),
            _with_size(500, 85.29),
            _with_size(1000, 88.85),
            _with_size(2000, 91.27),
            _with_size(5000, 93.24),
            _with_size(10_000, 94.89),
            _with_size(20_000, 95.85),
            _with_size(50_000, 95.97),
        ),
        plot="size",
    ),
    Experiment(
        name="l1",
        title="L1 regularization",
        setup="30 hidden neurons learn with L1 regularization, with λ 0 and with five others.",
        question="Is there an L1 λ that does better than no regularization?",
        choices=("Yes, but not just any", "No, none of them", "Yes, any of them"),
        right=0,
        decide=findings.l1,
        look_at="The evaluation accuracy for each λ: which curves end above that of λ 0?",
        answer=(
            "A small λ is better than none. L1 shrinks every weight by the same amount, so with a "
            "large λ too few of them are left."
        ),
        section="Other techniques for regularization",
        trials=tuple(
            _trial(f"L1, λ {lmbda:g}", _accuracy(), lmbda=lmbda, regularization="L1")
            for lmbda in (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
        ),
    ),
    Experiment(
        name="problems",
        title="Distortions, early stopping, schedules",
        setup=(
            "100 hidden neurons learn for 30 epochs, plainly and by each of three methods. Two of "
            "them do something when there is no improvement in 5 epochs."
        ),
        question="Which method helps most?",
        choices=("New distortions in every epoch", "To stop then", "To halve η then"),
        right=0,
        decide=findings.problems,
        look_at="How the accuracy rises with distortions, and where the others end.",
        answer=(
            "Distorted images are like more data: P. Simard and others, 2003, whom the book cites, "
            "rose from 98.4 to 99.3 % with 800 hidden neurons. With 100 of them and λ 5 they gain "
            "nothing here. Early stopping saves time, and a halved η settles better at the end."
        ),
        section="Other techniques for regularization; How to choose hyper-parameters",
        trials=tuple(
            _trial(name, _accuracy(), network=HIDDEN_100, **settings)
            for name, settings in (
                ("plain", {"lmbda": 5.0}),
                ("distorted images", {"lmbda": 5.0, "augmentation": True}),
                ("stopped early", {"lmbda": 5.0, "early_stopping": "stop", "no_improvement_in": 5}),
                ("η halved", {"lmbda": 5.0, "early_stopping": "halve", "no_improvement_in": 5}),
            )
        ),
    ),
    Experiment(
        name="dropout",
        title="Dropout against overfitting",
        setup=(
            "A network of 300 hidden neurons learns 1,000 images: plainly, with L2 regularization, "
            "and with dropout, which leaves out half of the neurons, others for each mini-batch."
        ),
        question="Which reads the most test digits?",
        choices=("The plain one", "The one with L2", "The one with dropout"),
        right=2,
        decide=findings.dropout,
        look_at="How long each test accuracy keeps rising after the training images are all read.",
        answer=(
            "No neuron can rely on the others being there, so each learns what is useful with "
            "many. The book cites G. Hinton and others, 2012, whose networks rose from 98.4 to "
            "98.7 % on all of MNIST with dropout and L2; it gives no number for 1,000 images."
        ),
        section="Other techniques for regularization",
        book="a rise from 98.4 to 98.7 % is cited",
        trials=tuple(
            _trial(
                words,
                *_test_and_training(),
                network=HIDDEN_300,
                data=FIRST_1000,
                epochs=60,
                **settings,
            )
            for words, settings in (
                ("plain", {}),
                ("L2, λ 0.1", {"lmbda": 0.1}),
                ("dropout 0.5", {"dropout": 0.5}),
            )
        ),
    ),
    Experiment(
        name="momentum",
        title="Momentum",
        setup=(
            "The learning rate is small, 0.025. One network learns without momentum, two others "
            "with a momentum of 0.5 and of 0.9. The book gives no number."
        ),
        question="What does momentum do to the accuracy after three epochs?",
        choices=(
            "It raises it, by a point or more",
            "It makes no difference, within a point",
            "It lowers it, by a point or more",
        ),
        right=0,
        decide=findings.momentum,
        look_at="The first epoch: how far does each get?",
        answer=(
            "Steps in the same direction add up, to as much as 1 / (1 − μ) times one step: 2 times "
            "with 0.5, 10 times with 0.9. If the gradient changes its sign, they cancel. Try η "
            "0.25 without momentum, too: how much of the gain is that alone? The book says that "
            "momentum often speeds up learning."
        ),
        section="Variations on stochastic gradient descent",
        book="it often speeds up learning",
        trials=tuple(
            _trial(words, _accuracy(), epochs=3, eta=0.025, lmbda=5.0, momentum=momentum)
            for words, momentum in (("none", 0.0), ("momentum 0.5", 0.5), ("momentum 0.9", 0.9))
        ),
    ),
    Experiment(
        name="neurons",
        title="Which neurons learn faster?",
        setup=(
            "Networks of sigmoid, tanh and rectified linear neurons learn with the same η, 0.1: "
            "once with one hidden layer, once with three. The book gives no number."
        ),
        question="Which read more after the first epoch?",
        choices=(
            "Sigmoids",
            "Tanh and rectified linear",
            "All alike, within two points",
        ),
        right=1,
        decide=findings.neurons,
        look_at="The first epoch with three layers. By the third, how much of it is left?",
        answer=(
            "The slope of a sigmoid is 1/4 at most, so errors shrink from layer to layer; tanh has "
            "slopes up to 1, and a rectified linear neuron 1 for all z above 0. With three layers "
            "both read 3 to 12 points more after the first epoch. The book finds tanh sometimes "
            "better, cites the success of rectified linear units with images, and knows no theory "
            "that decides."
        ),
        claims=tuple(Claim("3 to 12 points", 3, 12, (more, 0), (3, 0)) for more in (4, 5)),
        section="Other models of artificial neuron",
        book="no theory decides",
        trials=tuple(
            _trial(
                f"{words}, {counted(layers, 'layer')}",
                _accuracy(at=0),
                _accuracy(),
                network=Architecture((30,) * layers, neurons=neurons),
                epochs=3,
                eta=0.1,
                lmbda=5.0,
            )
            for layers in (1, 3)
            for words, neurons in (
                ("sigmoid", "sigmoid"),
                ("tanh", "tanh"),
                ("rectified linear", "relu"),
            )
        ),
    ),
    Experiment(
        name="depth",
        title="Depth",
        setup="Networks have one to four hidden layers of 30 neurons.",
        question="Which number of hidden layers reads the most?",
        choices=(
            "Four: the deeper, the better",
            "Two: more do not help",
            "One, by a point or more",
        ),
        right=1,
        decide=findings.depth,
        look_at="How close the curves lie, and which of them start late.",
        answer=(
            "A second layer helps a little. A third and a fourth lose that again, though deeper "
            "networks could do all that two layers do. They are harder to train: their first "
            "layers learn slowly."
        ),
        section="Chapter 5, The vanishing gradient problem",
        trials=tuple(
            _trial(
                counted(layers, "hidden layer"),
                _accuracy(book),
                network=Architecture((30,) * layers),
                eta=0.1,
                lmbda=5.0,
            )
            for layers, book in ((1, 96.48), (2, 96.90), (3, 96.57), (4, 96.53))
        ),
    ),
    Experiment(
        name="speeds",
        title="Layers learn at different speeds",
        setup="How quickly a layer learns is measured by the length of its biases’ mean gradient.",
        question="Which of the hidden layers learns most slowly?",
        choices=("The first one", "The last one", "None of them"),
        right=0,
        decide=findings.speeds,
        look_at="One line per layer, on a logarithmic scale: at the start, and after 500 epochs.",
        answer=(
            "The first layers learn slowest: at the start each learns 3.5 to 7.6 times as slowly "
            "as the next. Backpropagation multiplies by sigmoid'(z), at most 1/4, and by the "
            "weights, layer by layer: the gradient vanishes."
        ),
        section="Chapter 5, The vanishing gradient problem",
        trials=(
            _layer_speeds(0.066, 0.309),
            _layer_speeds(0.012, 0.060, 0.283),
            _layer_speeds(0.003, 0.017, 0.070, 0.285),
        ),
        claims=tuple(
            Claim("3.5 to 7.6 times", 3.5, 7.6, (trial, layer + 1), (trial, layer), "times")
            for trial, layers in enumerate((2, 3, 4))
            for layer in range(layers - 1)
        ),
        plot="gradients",
    ),
)


def named(name: str) -> Experiment:
    """The experiment of this name. Raises ValueError if there is none."""
    for experiment in EXPERIMENTS:
        if experiment.name == name:
            return experiment
    names = ", ".join(experiment.name for experiment in EXPERIMENTS)
    raise ValueError(f"There is no experiment {name!r}; there are {names}.")


def number_of(experiment: str, trial: str) -> int | None:
    """The place of a trial in its experiment, from 1; None if it is in none of the book's."""
    for each in EXPERIMENTS:
        if each.name == experiment:
            names = [one.name for one in each.trials]
            return names.index(trial) + 1 if trial in names else None
    return None
