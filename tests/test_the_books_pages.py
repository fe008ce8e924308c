"""The guide's chapter on the book's pages: its Python runs, and what it names is there."""

import re

import numpy as np
import pytest

import digitpad
from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.resources import resource_path

CHAPTER = resource_path("guide", "8_the_book.md").read_text("utf-8")
CODE = dict(re.findall(r"^## ([^\n]*)\n\n```\n(.*?)```", CHAPTER, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def whole():
    return digitpad.load_data_wrapper()


@pytest.fixture
def run(monkeypatch, capsys, whole):
    """Run one of the chapter's programs; returns its printed lines, in words, and its names."""

    def run(title, training=3000, others=1000):
        few = whole[0][:training], whole[1][:others], whole[2][:others]
        monkeypatch.setattr(digitpad, "load_data_wrapper", lambda: few)
        names = {}
        exec(CODE[title], names)
        return [line.split() for line in capsys.readouterr().out.splitlines()], names

    return run


def test_the_chapter_has_six_programs_of_few_lines_and_names_each():
    assert len(CODE) == 6
    text = CHAPTER.partition("## Average darkness")[0]
    for title, code in CODE.items():
        assert len([line for line in code.splitlines() if line]) <= 14
        assert f"Python, *{title}*" in text


def test_average_darkness_reads_as_many_as_in_the_book(run):
    lines, _ = run("Average darkness", training=50_000, others=10_000)
    assert lines == [["2225"]]


def test_with_larger_weights_sigmoids_become_perceptrons(run):
    lines, names = run("All weights × c")
    between = [float(each) for _, _, each in lines]
    assert between == sorted(between, reverse=True) and between[-1] < 0.02 < 0.2 < between[0]
    net, images = names["net"], names["test_data"].images.T / 255
    hidden = 1 / (1 + np.exp(-10 * (net.weights[0] @ images + net.biases[0])))
    assert between[1] == pytest.approx(np.mean((hidden > 0.01) & (hidden < 0.99)), abs=1e-3)


def test_four_outputs_say_the_digit_in_binary(run):
    (line,), names = run("The digit in binary", training=10_000)
    right, of = int(line[0]), int(line[2])
    assert 0.6 * of < right <= 1.05 * of and of > 700
    sure = names["net"].feedforward(names["test_data"].images.T / 255)
    clear = ((sure > 0.9).sum(axis=0) == 1) & ((sure < 0.05).sum(axis=0) == 9)
    assert clear.sum() > 100  # of these the exercise promises it
    assert (names["read"] == sure.argmax(axis=0))[clear].all()


def test_the_gradient_agrees_with_the_differences(run):
    ((by_backprop, by_differences),), _ = run("Gradient check")
    assert float(by_backprop) == pytest.approx(float(by_differences), rel=1e-6)


def test_accuracies_stand_beside_the_seconds_that_they_took(run):
    lines, _ = run("Accuracy against seconds", training=600, others=300)
    assert [int(size) for size, *_ in lines] == [1, 1, 1, 10, 10, 10, 50, 50, 50]
    for first in (0, 3, 6):
        seconds = [float(each) for _, each, _ in lines[first : first + 3]]
        assert seconds == sorted(seconds)
    assert all(5 < float(percent) < 100 for *_, percent in lines)


def test_a_committee_reads_by_the_mean_of_its_outputs(run):
    lines, names = run("A committee of five")
    counts = [int(count) for (count,) in lines]
    test_data = names["test_data"]
    assert counts[:5] == [net.accuracy(test_data) for net in names["nets"]]
    votes = np.mean([net.feedforward(test_data.images.T / 255) for net in names["nets"]], axis=0)
    assert counts[5] == np.sum(votes.argmax(axis=0) == test_data.labels)
    assert counts[5] > np.mean(counts[:5])


def test_each_experiment_is_named_in_the_chapter_by_its_title():
    for experiment in EXPERIMENTS:
        assert f"*{experiment.title}*" in CHAPTER
