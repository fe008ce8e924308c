"""The sentences that functions make, one call per branch, compared with `sentences.txt`.

So a change of wording shows up here alone, and other tests check numbers and facts. After a
change that is meant, python tests/test_sentences.py writes the file anew.
"""

import errno
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "support"))
if __name__ == "__main__":  # this checkout, not one that is installed
    sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pytest
from experiment_figures import FOUND, figures
from form_cases import what_the_form_says
from inside_cases import (
    what_a_neuron_says,
    what_is_changed_in_a_copy,
    what_slow_motion_says,
    what_why_and_the_picture_say,
)
from learnt_runs import learnt_run
from reading_cases import what_is_said_of_a_reading
from results import epoch_result
from without_qt import NO_QT

from digitpad.core.book.best_value import best_value
from digitpad.core.book.experiments import named
from digitpad.core.book.figures import MOST_SEEDS
from digitpad.core.book.trials import stuck_in_words, verdict
from digitpad.core.damage import DAMAGES, Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import FASHION, Dataset
from digitpad.core.data.hands import WrittenDigit
from digitpad.core.evaluation import Evaluation, ThresholdCurve
from digitpad.core.inside.health import LayerHealth, health_in_words
from digitpad.core.learning.settings import Architecture, Hyperparameters, check_sizes
from digitpad.core.stories import Stories
from digitpad.core.text import LONGEST_HEADLINE, counted, reason_of, text_of, with_sign
from digitpad.core.verdict import Kind, Verdict, describe, two_decimals, verdict_on
from digitpad.session.beginning import Beginning
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.charts.read_out import ReadOut
from digitpad.session.hands.hand_learning import HandLearning, HandReading, Judged, ReadDigit
from digitpad.session.hands.hand_words import about_label, doubt, how_read, misread_as, remarks
from digitpad.session.hands.hand_words import headline as how_a_hand_is_read
from digitpad.session.inside.layer_chart import spread_in_words
from digitpad.session.mistakes.compared import ALL, MISREAD, Compared, OtherRead
from digitpad.session.mistakes.epochs_read import Looked
from digitpad.session.mistakes.evaluated import Evaluated, Source
from digitpad.session.mistakes.evaluation_words import (
    axes_of_matrix,
    caption,
    cell_sentence,
    damage_in_words,
    difference,
    digit_in_words,
    how_good,
    measuring,
    name_of,
    sentence,
    title_of_list,
    what_is_listed,
    why_none_is_listed,
    with_difference,
    wrong_of_column,
    wrong_of_row,
)
from digitpad.session.mistakes.story_words import (
    about_stories,
    digit_and_story,
    joined,
    sentence_of,
    story,
    times_forgotten,
)
from digitpad.session.runs.advice import about_mini_batches, good_rates
from digitpad.session.runs.experiment_state import ExperimentState, about_more, about_running
from digitpad.session.runs.job import Job
from digitpad.session.runs.list_words import (
    MANY,
    NOTE_CUT,
    about_common,
    about_deleted,
    about_exported,
    about_none,
    about_note,
    title_of_costs,
)
from digitpad.session.runs.own_experiment import (
    about_ambiguous,
    about_wrong,
    values_in,
    why_nothing_changes,
)
from digitpad.session.runs.queue_state import Plan, QueueState, UnderWay
from digitpad.session.runs.run import AtEpoch, Other, Run, title_at
from digitpad.session.runs.run_charts import run_chart, trace_of
from digitpad.session.runs.run_settings import parse_hidden_layers
from digitpad.session.runs.series import Series
from digitpad.session.runs.time_needed import duration, roughly, work_in_words
from digitpad.session.runs.words import (
    UNTIL_TRAINED,
    about_accuracy,
    about_continuing,
    about_epoch,
    about_gone,
    about_other_data,
    about_quitting,
    about_saved,
    about_test,
    accuracy_at,
    accuracy_on_test,
    best_of,
    experiment_at_work,
    not_kept,
    person_at_work,
    why_ended,
)
from digitpad.session.runs_import import ImportedRuns
from digitpad.session.store_rows import Desk

FILE = Path(__file__).with_name("sentences.txt")
NAN, INFINITY = float("nan"), float("inf")


def refused(work):
    try:
        work()
    except ValueError as error:
        return str(error)
    raise AssertionError("it is not refused")


def what_outputs_say():
    for activations in (
        {3: 0.9999}, {3: 0.6, 5: 0.49}, {3: 0.5, 5: 1.0}, {3: 0.9, 5: 0.8, 8: 0.7},
        {3: 0.49, 5: 0.3}, {3: 0.49, 5: 0.02}, {3: 0.3, 5: 0.2, 8: 0.1}, {3: 0.09}, {3: NAN},
        {3: NAN, 5: 0.8, 8: NAN},
    ):  # fmt: skip
        outputs = np.zeros(10)
        outputs[list(activations)] = list(activations.values())
        yield describe(verdict_on(outputs), outputs)
        yield describe(verdict_on(outputs), outputs, FASHION)
    yield from (describe(verdict_on(outputs, form), outputs) for form in (Kind.SEVERAL, Kind.DOT))
    for activation in (0.0949, 0.0996, 0.1, 0.4949, 0.4996, 0.5, 0.9996):
        kind = verdict_on(np.array([activation, *9 * [0.0]])).kind
        yield f"{kind.value} at {two_decimals(activation)}"


def how_layers_learn():
    flat = 3 * ((np.zeros(2), np.zeros(1)),)

    def layer(*values, **more):
        return LayerHealth(*flat, 4.125, *values, **more)

    def said(layers):
        headline, others = health_in_words(layers)
        assert len(headline) <= LONGEST_HEADLINE
        return f"{headline} {others}".rstrip()

    yield spread_in_words([layer(0.3, 0.0)], None)
    yield spread_in_words(2 * [layer(0.3, 0.0)], 2 * [layer(0.2, 0.0)])

    for gradients, saturated in (
        ((0.0005, 0.02, 0.325), 0), ((0.0, 0.3), 0), ((0.3, 66.0, 0.3), 0), ((0.01, 0.3), 0.63),
        ((0.3, 0.3), 0.63), ((0.07, 0.3), 0), ((0.3,), 0), ((0.0, 0.0), 0), ((0.3, 0.0), 0),
        ((0.3, 0.0, 0.3), 0), ((1e-45, 3e38), 0),
        ((INFINITY, 0.3), 0), ((NAN, 0.3), 0),
    ):  # fmt: skip
        parts = [saturated] * (len(gradients) - 1) + [0.9]
        yield said([layer(*each) for each in zip(gradients, parts)])
    deep = [layer(each, 0.0) for each in [1.0] * 97 + [1e-40, 3.4e38]]
    yield said(deep).partition(" Layer 1 ")[0]
    for relu, softmax in ((0, 0.3), (3, 0.3), (8, 0.3), (1, 0.001), (0, 0.0)):
        layers = [layer(0.02 * (relu < 8), None, dead=(relu, 8))]
        layers.append(layer(softmax, None))
        yield said(layers)
    relus = [layer(0.3, None, dead=dead) for dead in ((1, 9), (2, 5), None)]
    yield said(relus)
    output = layer(0.3, 0.95, 0.9969)
    yield said([output])
    yield said([output, replace(output, silent=((1, 1e-7), (4, 0.00121)))])
    yield said([output, replace(output, silent=((1, 0.0),))])
    yield said([output, replace(output, saturated=None, silent=((1, 1e-7), (4, 2e-5), (7, 0.1)))])


def what_experiments_find():
    for name, cases in FOUND.items():
        for values, _ in cases:
            found = verdict(named(name), figures(*values, name=name))
            yield f"{found.book}. {found.here}. {found.caption}"
        found = verdict(named(name), figures(*cases[0][0], name=name, seeds=1))
        yield f"{found.here}. {found.caption}"
    other = FOUND["costs"][1][0]
    outputs = [("quadratic, 100 hidden", 1, (4,)), ("quadratic, 30 hidden", 2, (4, 9))]
    for found in (
        verdict(named("costs"), figures(95.2, None, 95.3, 96.8)),
        verdict(named("costs"), figures(*other), stuck_in_words(outputs)),
    ):
        yield from (f"{found.book}. {found.here}.", found.caption)


def what_own_questions_find():
    far, near, diverged = (95.0, 97.0, 90.0), (95.0, 95.1, 90.0), (95.0, None, 90.0)
    for setting, words in (
        ("η", ("0.05", "0.5", "5")), ("neurons", ("sigmoid", "tanh", "rectified linear")),
        ("hidden layers", ("30", "100, 100, 100, 100, 100", "none")),
        ("cost", ("quadratic", "log-likelihood (softmax)", "cross-entropy")),
        ("regularization type", ("L1", "L2", "none")),
    ):  # fmt: skip
        for values, seeds in ((far, 3), (near, 3), (diverged, 3), (far, 1), (far, 2)):
            own = replace(
                named("softmax"),
                right=None,
                choices=words,
                decide=partial(best_value, setting, words),
            )
            found = verdict(own, figures(*values, seeds=seeds))
            yield f"{found.here}. {found.caption}"
    for values in ((95.0, None, None), (None, None, None)):
        yield verdict(own, figures(*values)).here
    for text in ("", "0.5", "1; 2; 3; 4; 5; 6; 7; 8; 9", "0.5, 5, 0.50"):
        yield refused(lambda text=text: values_in(text, "0.05; 0.5; 5", float))
    assert values_in("0.05, 0.5; 5", "", str) == ("0.05, 0.5", "5")
    for setting, text in (("eta", "fast"), ("epochs", 99 * "9")):
        yield about_wrong(setting, text, "0.05; 0.5; 5")
    yield about_ambiguous("1,000")
    yield from (why_nothing_changes(name, Architecture(())) for name in ("neurons", "dropout"))
    assert not why_nothing_changes("eta", Architecture(()))
    assert not why_nothing_changes("dropout", Architecture((30,)))


def evaluated(labels, read, **others):
    evaluation = Evaluation(np.array(labels), 0.95 * np.eye(10)[read])
    data = Dataset(np.zeros((len(labels), 784), np.uint8), np.array(labels, np.uint8))
    digits = tuple("0123456789")
    of = {"classes": digits, "output_names": digits, "writers": np.empty(0, np.intp)} | others
    source, numbers = Source(), np.arange(len(labels))
    return Evaluated(
        None, AtEpoch("a", 4), "run 1 after epoch 4", source, DataSpec(), data=data,
        numbers=numbers, evaluation=evaluation, **of,
    )  # fmt: skip


def how_good_networks_are():
    labels, read = [4] * 20 + [7] * 20, [9] * 3 + [4] * 17 + [7] * 20
    plain = evaluated(labels, read)
    by_people = evaluated(labels, read, writers=np.array([3] * 10 + [5] * 30))
    outputs = np.full((40, 10), NAN)
    diverged = replace(plain, evaluation=replace(plain.evaluation, outputs=outputs))
    for found in (plain, by_people, diverged):
        headline, caption_ = how_good(found)
        assert len(headline) <= LONGEST_HEADLINE
        yield from (headline, caption_)
    for cell, group in (
        ((4, 9), ALL), ((4, 4), ALL), ((None, 9), ALL), ((None, None), MISREAD),
        ((4, None), MISREAD), ((None, 9), MISREAD), ((4, 9), MISREAD), ((4, 9), "mended"),
        ((None, None), "both misread"),
    ):  # fmt: skip
        yield what_is_listed(plain, cell, group)
    yield title_of_list(None, (4, 9), ALL, 0)
    yield title_of_list(plain, (4, 9), MISREAD, 1234)
    yield from map(why_none_is_listed, (None, plain, evaluated([4, 7], [4, 7])))
    for row in (0, 30):
        yield from (digit_in_words(plain, row), caption(plain, row), sentence(plain, row))
    clothes = evaluated(labels, read, classes=FASHION, output_names=FASHION)
    long = ("a class with a name of forty letters" + 4 * "!",) * 10
    many = 1_000_000
    worst = evaluated([4] * 20 + [7], [9] * 20 + [7], classes=long, output_names=long)
    outputs = np.eye(10)[np.arange(many) % 10]
    huge = replace(worst, evaluation=Evaluation(np.full(many, 3), outputs))
    diverged = replace(worst, evaluation=Evaluation(np.full(many, 3), outputs * NAN))
    for found in (worst, huge, diverged):
        headline, caption_ = how_good(found)
        assert len(headline) <= LONGEST_HEADLINE
        yield from (headline, caption_)
    for name in (Source().name(DataSpec()), f"digits of {40 * 'x'}", 99 * "a long name "):
        assert len(measuring(name)) <= LONGEST_HEADLINE
        yield measuring(name)
    yield from (digit_in_words(clothes, 0), caption(clothes, 0))
    yield cell_sentence(17, 1009, "bag", "ankle boot")
    yield cell_sentence(1, 20, "8", "3")
    yield wrong_of_row(23, 1009, "bag")
    yield wrong_of_column(1, 1100, "ankle boot")
    counts = np.zeros(101, int), np.zeros(101, int)
    counts[0][[70, 80, 90]], counts[1][[70, 80, 90]] = (9996, 4000, 8600), (9995, 4000, 8530)
    curve = ThresholdCurve(*counts, size=10_000)
    yield from map(curve.threshold_in_words, (70, 80, 90, 100))

    def compared(mended, broken, other, source=None):
        rows, labels = np.arange(10_000), np.zeros(10_000, int)
        wrong = rows < broken, (rows >= broken) & (rows < broken + mended)
        ours, theirs = (Evaluation(labels, np.eye(10)[1 * each]) for each in wrong)
        found = replace(plain, source=source or Source(), evaluation=ours)
        return Compared(found, OtherRead(other, theirs))

    others = [
        Other(None, AtEpoch("a", 3), "run 1", "after epoch 3"),
        Other(None, AtEpoch("a", 0), "run 1", "before its first epoch"),
        Other(None, AtEpoch("b", 3), "run 2", "after epoch 3"),
        Other(None, AtEpoch("c", 0), "run 3 after learning Ada"),
        Other(None, AtEpoch(), "the shipped network"),
        Other(None, AtEpoch("b", 3), "a name of many letters, more than fit", "after epoch 3"),
        Other(None, AtEpoch("b", 0), "run 2", "before its first epoch"),
    ]
    for case in (
        (0, 0, others[0]), (1, 0, others[0]), *((9, 3, other) for other in others),
        (12, 2, others[0]), (228, 198, others[0], Source("validation")), (10, 40, others[0]),
        (10, 40, others[0], Source("training")), (8651, 0, others[-1]),
    ):  # fmt: skip
        found = compared(*case)
        headline, caption_ = how_good(found.found, found)
        assert len(headline) <= LONGEST_HEADLINE
        yield from (headline, caption_)
    yield from map(axes_of_matrix, (None, found))
    for more in (3, 0, -1234):
        yield f"{difference(more)}: {with_difference('17 of 1,009 are wrong', more, found)}"


def when_digits_were_learnt():
    yield from (part for kept in (0, 1, 2, 3, None) for part in about_stories(None, kept))
    labels = np.array([4, 4, 7, 7, 9])
    read = np.array([[4, 9, 7, 1, 4], [4, 4, 7, 1, 9], [4, 9, 7, 1, 4], [4, 4, 1, 1, 4]], np.uint8)
    stories = Stories((1, 2, 3, 1234), labels, read)
    data = Dataset(np.zeros((5, 784), np.uint8), labels.astype(np.uint8))
    looked = Looked(data, 12, 30, range(1, 31))
    yield from about_stories(looked, 30)
    many = Stories((7, 8, 9, 10), np.full(50_000, 4), np.full((4, 50_000), 4, np.uint8))
    late = replace(stories, epochs=(4, 5, 6, 7))
    for told, of_run in (
        (replace(stories, epochs=(1, 2, 3, 4)), range(1, 5)),
        (stories, range(1, 1235)),
        (late, range(4, 8)),
        (replace(late, labels=np.full(5, 4)), range(2, 8)),
        (many, range(7, 11)),
        (many, range(1, 1235)),
        (replace(many, epochs=(1, 2, 3, 4)), range(1, 5)),
    ):
        headline, line = about_stories(replace(looked, of_run=of_run, stories=told), 4)
        assert len(headline) <= LONGEST_HEADLINE and len(line) <= 90
        yield f"{headline}. {line}".rstrip()
    found = evaluated([4, 4, 7, 7, 9], read[-1])
    for row in range(5):
        yield from (story(stories, row), times_forgotten(stories, row))
        last = found.output_names[int(stories.read[-1, row])]
        yield from (digit_and_story(found, stories, row, last), sentence_of(found, stories, row))
    several = np.array([[1, 2, 1, 2, 1, 2]], np.uint8).T
    yield times_forgotten(Stories((1, 2, 3, 4, 5, 6), np.array([1]), several), 0)
    for names in ("444", "994", "949"):
        yield joined((3, 4, 1234), names)


DOT = (((0.5, 0.5),),)  # strokes


def how_hands_are_read():
    def hand(right, size, reads_digits=True, has_learnt=False):
        digits = tuple(ReadDigit(None, None, None, i < right) for i in range(size))
        name = "a network whose name has many letters" * 9
        return HandReading(None, digits, reads_digits, name, has_learnt)

    judged, own = Judged(300, 280, 297), Judged(1000, 980, 999)
    learnt = HandLearning(None, judged=judged, replayed=28_800, own=own)
    whole = replace(learnt, mnist=Judged(10_000, 9441, 9439))
    for found, learning in (
        (hand(0, 0), None), (hand(1, 3, False), None), (hand(1, 1), None), (hand(0, 1), None),
        (hand(27, 30), None), (hand(30, 30), None), (hand(30, 30, True, True), None),
        (hand(999, 1000, True, True), learnt), (hand(1999, 2000, True, True), whole),
        (hand(999, 1000, True, True), replace(whole, judged=None)),
        (hand(999, 1000, True, True), replace(whole, may_know=True)),
    ):  # fmt: skip
        headline, others = how_a_hand_is_read(found, learning)
        assert len(headline) <= LONGEST_HEADLINE
        yield f"{headline} {others}".rstrip()
    digits = [WrittenDigit(DOT, 4), WrittenDigit(DOT, 7, is_confirmed=True)]
    for learning, left_out in (
        (HandLearning(None), ()), (replace(learnt, own=None), ()), (whole, ()), (whole, digits[:1]),
        (replace(whole, mnist=Judged(10_000, 9441, 9200)), digits),
    ):  # fmt: skip
        yield remarks(learning, left_out)
    yield from (about_label(8, is_kept, "Ctrl+Z") for is_kept in (True, False))
    yield from (doubt(4, 9, 1, 0), doubt(4, 9, 1, 11), doubt(4, 4, 12, 1000))
    for read in (
        Verdict(Kind.CLEAR, (4,)), Verdict(Kind.CLEAR, (9,)), Verdict(Kind.UNREAD, (9,)),
        Verdict(Kind.UNREAD, ()), None,
    ):  # fmt: skip
        digit = ReadDigit(digits[0], None, read, False)
        yield f"{how_read(digit)} {misread_as(digit)}".rstrip()


def how_runs_go():
    rising, falling = [90.0, 92.0, 94.0, 95.0], [0.4, 0.3, 0.2, 0.25]
    for evaluation, cost in (
        (rising, falling), (rising, 4 * [NAN]), (4 * [NAN], falling), ([NAN], [NAN]),
        ([95.0], [0.2]), ([95.0, 95.0], [1e30, 2e30]), ([95.0, NAN], [0.3, NAN]),
    ):  # fmt: skip
        counts = [None if percent is NAN else round(100 * percent) for percent in evaluation]
        history = (epoch_result(i, evaluation_accuracy=n) for i, n in enumerate(counts, start=1))
        run = Run(number=1, architecture=Architecture(), seed=1, history=tuple(history))
        yield best_of(run, np.array(cost))
    for end, stopping in (
        ("stopped", "off"),
        ("no improvement", "stop"),
        ("no improvement", "halve"),
    ):
        yield why_ended(Job(Hyperparameters(early_stopping=stopping), end=end))
    yield from map(duration, (0.03, 0.4, 12, 185, 7800))
    yield from map(roughly, (0.2, 12, 185, 7800))
    yield from (good_rates(), about_mini_batches(1000), about_mini_batches(1))
    yield from (counted(n, "epoch") for n in (0, 1, 1234))


def what_an_epoch_in_use_is_called():
    run, _ = learnt_run(epochs=30, best=7)
    child = replace(run, start_epochs=7, name="mine")
    new = replace(run, history=(), jobs=())
    for each, epoch, kept in (
        (run, 7, 31),
        (run, 30, 31),
        (run, 0, 12),
        (child, 8, 24),
        (new, 0, 1),
    ):
        yield "; ".join((about_epoch(each, epoch, kept, 30), title_at(each.title, epoch, 30)))
        yield f"{each.after(epoch)}; {accuracy_at(each, epoch)}; {about_accuracy(each, epoch)}"
        for goes_on in (True, False):
            yield about_continuing(each, epoch, goes_on)
    yield from (about_epoch(run, 7, kept, 30, against=0) for kept in (31, 12))
    yield from map(about_gone, ("run 1 after epoch 3", "mine"))
    unmeasured = replace(run, history=(epoch_result(1, evaluation_accuracy=None),))
    yield f"{accuracy_at(unmeasured, 1)}; {about_accuracy(unmeasured, 1)}"
    yield from map(str, map(accuracy_on_test, (None, (9799, 10_000))))
    yield accuracy_at(replace(run, evaluation="test"), 7)[1]
    yield about_continuing(None, 0, False)
    yield about_continuing(replace(run, experiment="costs"), 30, False)
    for reason, data_set in (("The folder is gone.", "Fashion-MNIST"), ("", None)):
        yield about_other_data(reason, "net.json", data_set, DataSpec())
    yield UNTIL_TRAINED
    yield about_test((9799, 10_000), DataSpec("/data/a folder whose name has many, many letters"))
    for reason in ("digitpad is open elsewhere.", "The disk is full (/home/somebody/.local)."):
        yield " | ".join(not_kept(reason))
        yield " | ".join(about_quitting(reason))
    for desk in (
        Desk("a", "a"),
        Desk("a", "a", epoch=3),
        Desk("a", experiment="costs"),
        Desk("a", "a", experiment="costs"),
        Desk("a", "a", experiment="costs", epoch=3),
        Desk("a"),
        Desk("a", file="no.json"),
    ):
        for of in (run, new, replace(run, experiment="costs"), None):
            yield " | ".join(Beginning(desk, of).in_words(is_used) for is_used in (True, False))


def what_a_plot_reads_out():
    read, (run, _) = ReadOut(), learnt_run(epochs=3)
    yield read.in_words()
    deeper = replace(run, history=run.history[:2])
    traces = [
        trace_of([Series(each.history)], "accuracy", name, name, i)
        for i, (name, each) in enumerate((("one", run), ("two", deeper)), start=1)
    ]
    read.chart = run_chart(traces, "accuracy")
    read.show(read.chart.traces)
    yield f"{read.name()}: {read.in_words()}"
    for by in (1, -1, -1, 1, 1, 1):  # the ends are the last ones
        read.step(by)
        yield read.in_words()
    read.turn(-1)
    yield f"{read.name()}: {read.in_words()}"
    assert read.point_near(1.4, 90.0) and not read.point_near(1.3, 90.0)
    yield f"{read.name()}: {read.in_words()}"
    read.pointed, read.key, read.marked, read.chosen = None, None, 2.0, frozenset({"two"})
    yield f"{read.name()}: {read.in_words()}"
    places = ((0.0, "sigmoid"), (1.0, "tanh"))
    values = Curve("mean", np.array([0.0, 1.0]), np.array([95.0, 96.5]))
    named_places = Chart((Trace("mean", "mean", 1, (values,)),), "best accuracy", places=places)
    read = ReadOut()
    read.chart = replace(named_places, place_text="with {}")
    read.show(named_places.traces * 2)
    yield f"{read.name() or 'no name'}: {read.in_words()}"
    read.chart = replace(named_places, places=(), ends_in_result=False)
    yield read.in_words()
    logarithmic = Chart((), "cost", "training images", logarithmic=(True, True))
    yield f"{logarithmic.place_in_words(4.0)}: {logarithmic.value_in_words(-0.5)}"


def what_is_said_of_several_runs():
    runs = [learnt_run(number=n, **changes)[0] for n, changes in ((1, {}), (2, {"hidden": (9,)}))]
    for each in (runs[:1], runs):
        for kinds in (("training",), ("evaluation", "training")):
            yield " | ".join(about_exported(each, kinds))
        yield f"{about_deleted(each, 'Ctrl+Z')}; {title_of_costs('cost', each)}"
    quadratic = replace(runs[1], architecture=Architecture((9,), cost="QuadraticCost"))
    yield title_of_costs("cost", [*runs, quadratic])
    yield from map(about_note, (None, *runs, replace(runs[0], name="Q & A")))
    yield MANY
    brought = ImportedRuns("anna", (), (), (), None, 0)
    yield brought.in_words()
    yield NOTE_CUT
    several = replace(brought, runs=tuple(runs), notes=(("a", ""),), left_out=1, cut=1)
    two = replace(several, notes=(("a", ""), ("b", "")), left_out=2)
    yield "; ".join((several.in_words(3), two.in_words(1, 1)))
    yield from (" | ".join(about_none(are_read)) for are_read in (True, False))
    yield f"{about_common('η 3; relu')}; {about_common('') or 'nothing'}"
    state = ExperimentState(named("costs"), {})
    for now in (state, replace(state, seconds_left=185.0)):
        yield f"7 %{now.left_in_words()}"
    yield from (work_in_words(*each) for each in ((0, 4), (1, 4), (12, 1), (12, 2), (3, 16)))
    yield about_more(2, named("costs"))
    for name, seeds in (("costs", 3), ("costs", MOST_SEEDS), ("neuron", 1)):
        for is_missing, is_free in ((True, True), (False, True), (True, False)):
            yield about_running(named(name), seeds, is_missing, is_free)


def what_is_under_way():
    plan = Plan(Architecture(), Hyperparameters(), experiment="costs")
    own = UnderWay("a", replace(plan, experiment=""), plan.settings)
    one, other = (UnderWay(run_id, plan, plan.settings) for run_id in "bc")
    beside = QueueState(None, (one, other), (plan,) * 5, done=3)
    for state in (beside, QueueState(None, (one,), done=1200)):
        yield experiment_at_work(state)
    for is_paused in (False, True):
        both = replace(beside, person=replace(own, is_paused=is_paused))
        assert experiment_at_work(both) == experiment_at_work(beside)
        yield person_at_work(both, "a name of many, many letters")
    yield about_saved("", Path("a.json"))
    yield about_saved("run 2, epoch 3 of 5", Path("a.json"))
    assert person_at_work(beside, "") == "" and experiment_at_work(QueueState(own)) == ""


def what_makes_no_sense():
    for wrong in (
        {"epochs": 0}, {"eta": 0}, {"eta": NAN}, {"eta": 10**400}, {"lmbda": -1}, {"lmbda": "5"},
        {"regularization": "L3"}, {"augmentation": 2}, {"early_stopping": "soon"},
        {"early_stopping": "stop", "monitor_evaluation_accuracy": False},
    ):  # fmt: skip
        yield refused(lambda wrong=wrong: Hyperparameters(**wrong))
    for text in (
        "", "abc", "0", "-3", "30,,10", "10000", "200001", "9" * 5000, "0" * 5000,
        "1e9", "+3", "1,500", "30, 1,000", "三十", "3²",
    ):  # fmt: skip
        yield refused(lambda text=text: parse_hidden_layers(text))
    yield refused(lambda: check_sizes([1] * 101))
    for number in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.EIO):
        yield reason_of(OSError(number, os.strerror(number)))


def what_data_and_damage_are_called():
    for data in (
        DataSpec(), DataSpec("/data/Fashion"), DataSpec(other_hands=True),
    ):  # fmt: skip
        yield data.name
    yield from (Damaging(kind, level).words for kind in DAMAGES for level in (1, 2))
    for level, is_earlier in ((0, False), (1, False), (1, True)):
        damaging = Damaging(DAMAGES[0], level)
        yield f"{name_of(damaging)}: {damage_in_words(damaging, 97.5, is_earlier)}"


def what_numbers_look_like():
    values = 0.126, -0.126, 0.0, -0.0, -0.004, -0.006, 1.0, 99999.5, -123456.7, INFINITY
    for value in values:
        yield f"{text_of(value, 2)} {with_sign(value)}"


def rendered():
    lines = []
    for function in (
        what_outputs_say, how_layers_learn, what_experiments_find, what_own_questions_find,
        how_good_networks_are, when_digits_were_learnt, how_hands_are_read, how_runs_go,
        what_an_epoch_in_use_is_called, what_is_said_of_several_runs,
        what_is_under_way, what_a_plot_reads_out, what_makes_no_sense,
        what_data_and_damage_are_called, what_numbers_look_like,
        what_a_neuron_says, what_is_changed_in_a_copy, what_slow_motion_says,
        what_why_and_the_picture_say, what_the_form_says, what_is_said_of_a_reading,
    ):  # fmt: skip
        lines += [f"# {function.__name__.replace('_', ' ')}", *function(), ""]
    return "\n".join(lines)


def test_sentences_equal_the_file():
    assert rendered() == FILE.read_text(encoding="utf-8")


WITHOUT_QT = (
    NO_QT
    + """
sys.path.insert(0, sys.argv[1])
import test_sentences
test_sentences.test_sentences_equal_the_file()
"""
)


@pytest.mark.slow
def test_no_sentence_needs_qt():
    """All of them are made in a Python that cannot import it."""
    child = [sys.executable, "-c", WITHOUT_QT, str(Path(__file__).parent)]
    run = subprocess.run(child, capture_output=True, text=True, timeout=60)
    assert (run.stderr, run.returncode) == ("", 0)


if __name__ == "__main__":
    FILE.write_text(rendered(), encoding="utf-8")
