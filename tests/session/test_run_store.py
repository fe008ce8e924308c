"""The run store: every run is kept until it is deleted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from results import epoch_result
from stores import LINE, keep, keep_whole, left, there, whole_run

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files import whole_files
from digitpad.core.learning.architecture import Architecture
from digitpad.session.drawing.drawing import Drawing, Picture, TestDigit
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import MOST_LEFT, RunStore
from digitpad.session.runs.run import BestEpoch, Run, new_id


def test_a_run_is_read_as_it_was_kept(store, same):
    results = tuple(epoch_result(i + 1, evaluation_accuracy=9000 + i) for i in range(3))
    data = DataSpec("/data/fashion", training_size=1000, evaluation="test")
    run = replace(
        Run.begin(Architecture((12, 5), "QuadraticCost", "large"), 17),
        start_hyperparameters=Hyperparameters(eta=2e-05, lmbda=0.0004),
        history=results,
        best=BestEpoch(2, Network([784, 12, 5, 10])),
        parent="0123",
        data=data,
        data_set=data.name,
    )
    entry = store.new_entry(run.id)
    entry.keep(Kept(replace(run, name="a name"), fate="saved"))
    entry.let_go()
    found = entry.read()
    assert (found.fate, found.run.name) == ("saved", "a name")
    for name in ("id", "number", "architecture", "seed", "hyperparameters", "data", "data_set"):
        assert getattr(found.run, name) == getattr(run, name), name
    assert (found.run.history, found.run.parent) == (results, "0123")
    assert same(found.run.network, run.network)
    assert found.run.best.epoch == 2 and same(found.run.best.network, run.best.network)


def test_only_what_is_unsaved_is_left_behind_and_the_youngest_comes_first(store):
    old, young = keep(store, age=9), keep(store, age=1)
    for fate in ("saved", "discarded", "continued", "kept"):
        keep(store, fate)
    found, problems = store.left_behind()
    assert problems == []
    assert [one.entry.path for one in found] == [young.path, old.path]
    assert store.left_behind() == ([], [])  # they are ours now
    for one in found:
        one.entry.let_go()
    assert len(store.records()[0]) == 6 and not list(store.folder.glob("*.lock"))


def test_what_cannot_be_had_hides_nothing_else(store, tmp_path):
    """A lock of another user, a link, a file in the wrong place: each run stands alone."""
    good = keep(store)
    broken = keep(store)
    broken.path.with_suffix(".lock").mkdir()  # no lock can be made there
    (store.folder / "a_file").write_text("")
    (store.folder / "a_link").symlink_to(tmp_path)
    found, problems = store.left_behind()
    assert [one.entry.path for one in found] == [good.path]
    assert len(problems) == 1 and broken.path.name in problems[0]
    assert (store.folder / "a_link").is_symlink() and tmp_path.exists()
    found[0].entry.let_go()
    assert there(good, broken) == [True, True]


# What is removed.


def test_nothing_is_removed_that_holds_a_network_or_is_not_ours(store, tmp_path):
    ours, _ = keep_whole(store)
    (ours.path / "network.json").unlink()
    (ours.path / "network.json").symlink_to(tmp_path / "nowhere")
    theirs = store.folder / "backup"
    theirs.mkdir()
    (theirs / "best.json").write_text("mine")
    empty = store.folder / new_id()
    empty.mkdir()
    deep = store.folder / new_id()
    path = deep
    deep.mkdir()
    for _ in range(300):
        path = path / "deeper"
        path.mkdir()
    assert left(store) == ([ours.path.name], [])
    assert (theirs / "best.json").read_text() == "mine"
    assert (ours.path / "best.json").exists() and deep.exists() and not empty.exists()


def test_what_somebody_put_beside_a_run_outlives_it(store):
    entry = keep(store, "saved")
    (entry.path / "notes.txt").write_text("mine")
    store.delete(entry.path.name)
    store.forget_deleted([entry.path.name])
    deleted = entry.path.with_suffix(".deleted")
    assert [path.name for path in deleted.iterdir()] == ["notes.txt"]
    assert store.records() == ([], []) and left(store) == ([], [])


@pytest.mark.parametrize("gone", ["run.json", "network.json", "the folder", "the lock"])
def test_what_is_removed_while_a_run_goes_on_is_written_anew(store, same, gone):
    run = whole_run()
    entry = store.new_entry(run.id)
    entry.keep(Kept(run, Drawing((LINE,))))
    if gone == "the folder":
        for path in entry.path.iterdir():
            path.unlink()
        entry.path.rmdir()
    elif gone == "the lock":
        entry.path.with_suffix(".lock").unlink()
    else:
        (entry.path / gone).unlink()
    entry.keep(Kept(run, Drawing((LINE,))))
    found = entry.read()
    assert found.problems == () and found.drawing.strokes == (LINE,)
    assert same(found.run.start, run.start) and same(found.run.best.network, run.best.network)
    assert not RunStore(store.folder).entry(run.id).acquire()  # it is still ours
    entry.let_go()
    assert not entry.path.with_suffix(".lock").exists()


# A drawing alone, and drawings in general.


def test_a_drawing_alone_is_an_entry_without_a_run(store):
    entry = store.new_entry(new_id())
    entry.keep(Kept(None, Drawing((LINE,)), (Drawing(),)))
    entry.let_go()
    (found,), problems = store.left_behind()
    assert problems == [] and found.record is None
    kept = found.entry.read()
    assert kept.run is None and kept.drawing.strokes == (LINE,) and len(kept.before) == 1
    assert store.records() == ([], [])
    found.entry.let_go()
    assert left(store)[0] == [entry.path.name]
    (entry.path / "drawing.json").write_text("{")
    good = keep(store)
    assert left(store)[0] == [good.path.name]
    assert entry.path.with_suffix(".damaged").exists()


def test_every_drawing_can_be_kept(store):
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    shown = np.arange(60, dtype=np.uint8).reshape(6, 10)
    way = (Drawing((LINE,)), Drawing(), Drawing((LINE, ((0.5, 0.5),))))
    for drawing, before, kept_before in (
        (Drawing(), (), ()),
        (Drawing((((0.5, 0.5),), ((0.0, 0.1), (1.0, 0.9)))), way, way),
        (Drawing(picture=Picture(image, shown)), way, ()),
        (Drawing(picture=Picture(image, shown, TestDigit(12, 3))), (), ()),
        (Drawing((LINE,)), (way[0], Drawing(picture=Picture(image, shown)), way[2]), way[2:]),
    ):
        entry = store.new_entry(new_id())
        entry.keep(Kept(whole_run(), drawing, before))
        found = entry.read()
        assert found.problems == ()
        assert found.drawing.strokes == drawing.strokes
        assert [d.strokes for d in found.before] == [d.strokes for d in kept_before]
        assert found.drawing.test_digit == drawing.test_digit
        assert np.array_equal(found.drawing.image(), drawing.image())
        if drawing.picture is not None:
            assert np.array_equal(found.drawing.picture.shown, shown)
        entry.let_go()


# Many of them.


def test_no_more_than_a_few_locks_are_held_and_all_are_offered_in_turn(store):
    entries = [keep(store, age=i) for i in range(MOST_LEFT + 3)]
    assert MOST_LEFT <= 16
    found, _ = store.left_behind()
    assert [one.entry.path for one in found] == [e.path for e in entries[:MOST_LEFT]]
    assert len(list(store.folder.glob("*.lock"))) == MOST_LEFT
    for one in found:
        one.entry.mark("discarded")
        one.entry.let_go()
    found, _ = store.left_behind()
    assert [one.entry.path for one in found] == [e.path for e in entries[MOST_LEFT:]]
    for one in found:
        one.entry.let_go()


def test_for_a_list_no_network_is_read(store, monkeypatch):
    for _ in range(3):
        keep_whole(store)
    keep(store, "saved", number=7)
    read = whole_files.read

    def refuse(path, most):
        assert Path(path).name == "run.json"
        return read(path, most)

    monkeypatch.setattr(whole_files, "read", refuse)
    assert len(left(store)[0]) == 3 and len(store.records()[0]) == 4
    assert store.highest_number() == 7
