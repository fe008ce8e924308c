"""The story of each digit, from what networks read after their epochs, against a plain loop."""

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from learnt_runs import learnt_run
from mnist import mnist
from small_runs import draw, finish, networks_of

from digitpad import Network, load
from digitpad.core.stories import ALWAYS, GROUPS, LEARNT, LOST, NEVER, Stories
from digitpad.session.mistakes.epochs_read import Known, looked_at
from digitpad.session.mistakes.stories_watch import StoriesWatch
from digitpad.session.mistakes.story_words import about_stories, stories_csv
from digitpad.session.runs.maker import continued_from

EPOCHS = 2, 4, 6, 9, 10


def told(rights):
    """The story, the epoch at which it turned, and how often a digit was forgotten."""
    times = sum(a and not b for a, b in zip(rights, rights[1:]))
    if all(rights):
        state = ALWAYS
    elif rights[-1]:
        state = LEARNT
    else:
        state = LOST if any(rights) else NEVER
    since = len(rights) - 1
    while since and rights[since - 1] == rights[-1]:
        since -= 1
    return state, since, times


def check(stories, labels, read):
    for row, label in enumerate(labels):
        state, since, times = told([each[row] == label for each in read])
        assert stories.states[row] == state and stories.forgotten[row] == times
        assert stories.turned[row] == stories.epochs[since]
    for epoch in range(1, len(read)):
        now, before = ([a == b for a, b in zip(read[e], labels)] for e in (epoch, epoch - 1))
        assert stories.newly_right[epoch - 1] == sum(a and not b for a, b in zip(now, before))
        assert stories.newly_wrong[epoch - 1] == sum(b and not a for a, b in zip(now, before))


def test_every_story_is_told_as_by_a_loop():
    """All 32 ways in which a digit may be right or wrong after five epochs."""
    ways = np.array([[way >> epoch & 1 for way in range(32)] for epoch in range(5)])
    labels = np.full(32, 4)
    read = np.where(ways, 4, 9).astype(np.uint8)
    stories = Stories(EPOCHS, labels, read)
    check(stories, labels.tolist(), read.tolist())
    assert [stories.count(state) for state in range(4)] == [1, 15, 15, 1]


def test_groups_are_sorted_by_what_they_are_about():
    labels = np.full(6, 1)
    read = np.array(
        [[1, 2, 2, 1, 2, 1], [2, 2, 1, 1, 2, 2], [1, 1, 1, 2, 2, 1], [2, 1, 1, 2, 2, 1]]
    )
    stories = Stories((1, 2, 3, 4), labels, read.astype(np.uint8))
    found = {name: rows_in(stories).tolist() for name, rows_in in GROUPS.items()}
    assert found == {
        "never right": [4],
        "lost again": [0, 3],  # after epochs 4 and 3
        "learnt last": [1, 5, 2],  # from 3, 3 and 2 on
        "forgotten most often": [0, 3, 5],  # twice, once and once
    }


def answered(pieces):
    """All parts of an answer, the whole one last."""
    parts = []
    while True:
        try:
            parts.append(next(pieces))
        except StopIteration as end:
            return [part for part in parts if part is not None] + [end.value]


def test_saved_networks_of_the_same_epochs_read_the_same(tmp_path):
    """Against a loop over files, example by example; and each epoch is read only once."""
    training_data, _, test_data = mnist()
    network, networks = Network([784, 8, 10], rng=np.random.default_rng(1)), {}
    for epoch in (1, 2, 3, 4):
        network.SGD(training_data[:300], 1, 10, 1.0)
        network.save(tmp_path / f"{epoch}.json")
        networks[epoch] = load(tmp_path / f"{epoch}.json")
    data, known = test_data[:200], Known("run", None)
    looked = answered(looked_at(None, data, networks, range(1, 5), known))[-1]
    loaded = [load(tmp_path / f"{epoch}.json") for epoch in (1, 2, 3, 4)]
    read = [[int(one.feedforward(x).argmax()) for x, _ in data] for one in loaded]
    assert looked.stories.read.tolist() == read and looked.stories.epochs == (1, 2, 3, 4)
    check(looked.stories, [int(y) for _, y in data], read)
    silent = SimpleNamespace()  # which reads nothing
    more = answered(
        looked_at(None, data, networks | dict.fromkeys((1, 2, 3), silent), range(1, 5), known)
    )
    assert more[-1].stories.read.tolist() == read
    with pytest.raises(AttributeError):
        answered(looked_at(None, data, {5: silent}, range(1, 6), known))


def continued(run, epoch, to):
    """A run that goes on from an epoch of another one, to a later epoch."""
    child, (like, _) = continued_from(run, run.number + 1, epoch), learnt_run(epochs=to)
    history = child.history + like.history[epoch:]
    return replace(child, history=history, jobs=(replace(like.jobs[0], epochs=to - epoch),))


@pytest.mark.parametrize(
    ("gone", "first"), [(None, 1), ("first", 3), ("second", 5), ("same history", 5)]
)
def test_a_run_has_the_epochs_that_it_goes_on_from(
    qtbot, session, keeper, store, measurer, watch, found_after, gone, first
):
    """It goes on from epoch 4 of a run that went on from epoch 2 of another one."""
    one, _ = learnt_run(number=1, epochs=6)
    two = continued(one, 2, 6)
    three = continued(two, 4, 7)
    if gone == "same history":
        two = replace(two, history=(two.history[1], *two.history[1:]))
    for run in (one, two, three):
        store.keep(run, networks_of(run, *range(run.start_epochs, run.epochs + 1)))
    keeper.begin()
    finish(keeper, qtbot)
    session.runs.delete({"first": [one.id], "second": [two.id]}.get(gone, []))
    stories = StoriesWatch(session, keeper, measurer, watch)
    session.use(three.id)
    qtbot.waitUntil(lambda: session.run_id == three.id)
    draw(session, ((5.0, 5.0), (9.0, 20.0)))
    evaluated = found_after(watch, lambda: watch.look(True))
    stories.look(True)
    qtbot.waitUntil(lambda: stories.found is not None and stories.found.stories is not None)
    epochs = tuple(range(first, 8))
    found, networks = stories.found.stories, networks_of(three, *epochs)
    assert found.epochs == epochs and stories.epochs == len(epochs)
    images = evaluated.data.images
    for epoch, read in zip(epochs, found.read, strict=True):
        assert [int(networks[epoch].feedforward(x[:, None] / 255).argmax()) for x in images] == (
            read.tolist()
        )
    qtbot.waitUntil(lambda: stories.drawing.found is not None)
    assert tuple(epoch for epoch, _ in stories.drawing.found) == epochs
    said = " ".join(about_stories(stories.found, stories.epochs))
    assert (f"each of epochs {first} to 7" if first > 1 else "at every epoch") in said
    rows = list(csv.DictReader(io.StringIO(stories_csv(evaluated, found).decode())))
    assert {row["epochs"] for row in rows} == {f"{first} to 7"} and len(rows) == len(images)
