"""Saving a network and opening it again: nothing lost, the book's keys, and never half a file."""

import json
import os
import stat
import sys

import numpy as np
import pytest

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    NetworkFileError,
    QuadraticCost,
    load,
)
from digitpad.core import storage

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")


def network(sizes=(6, 5, 3), cost=CrossEntropyCost, dtype=np.float32):
    return Network(sizes, cost, rng=np.random.default_rng(7), dtype=dtype)


def assert_equal(one, other):
    assert (one.sizes, one.cost, one.dtype) == (other.sizes, other.cost, other.dtype)
    for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype == one.dtype


BOOK = {
    "sizes": [2, 3, 1],
    "weights": [[[0.5, -1], [1e-30, 2.25], [0, 7]], [[0.1, 0.2, 0.3]]],
    "biases": [[[1], [-0.5], [0.25]], [[-3.5]]],
    "cost": "QuadraticCost",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.json"


# Round trips


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost])
@pytest.mark.parametrize("sizes", [(784, 30, 10), (3, 2), (5, 4, 3, 2, 1)])
def test_a_network_comes_back_to_the_last_bit(path, sizes, cost, dtype):
    net = network(sizes, cost, dtype)
    net.save(path)
    assert_equal(load(path), net)
    load(str(path)).save(str(path))
    assert_equal(load(path), net)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_most_extreme_numbers_come_back(path, dtype):
    info = np.finfo(dtype)
    extremes = [info.max, info.min, info.tiny, info.smallest_subnormal, -0.0, 1 + info.eps, 1 / 3]
    net = network([7, 1], dtype=dtype)
    net.weights = [np.array([extremes], dtype)]
    net.save(path)
    assert load(path).weights[0].tobytes() == net.weights[0].tobytes()


def test_what_comes_back_learns_on(path):
    net = network((2, 3, 1))
    net.save(path)
    again = load(path)
    again.SGD([(np.ones((2, 1)), np.ones((1, 1)))], 1, 1, 0.5)
    assert not np.array_equal(again.weights[0], net.weights[0])
    again.large_weight_initializer()
    assert [w.shape for w in again.weights] == [(3, 2), (1, 3)]


def test_hyperparameters_come_back_and_are_none_where_there_are_none(path):
    settings = Hyperparameters(
        epochs=7, eta=1 / 3, regularization="L1", monitor_training_cost=False
    )
    storage.save(network(), path, hyperparameters=settings)
    assert storage.read(path).hyperparameters == settings
    network().save(path)
    assert storage.read(path).hyperparameters is None


def test_more_may_stand_beside_the_books_keys(path):
    storage.save(network(), path, more={"my digits": [1, 2, 3]})
    assert json.loads(path.read_text())["my digits"] == [1, 2, 3]
    assert_equal(load(path), network())


# The book's file, both ways


def test_a_file_of_the_books_program_opens_in_float64(path):
    path.write_text(json.dumps(BOOK))
    net = load(path)
    assert net.sizes == [2, 3, 1]
    assert net.cost is QuadraticCost
    assert [w.tolist() for w in net.weights] == BOOK["weights"]
    assert [b.tolist() for b in net.biases] == BOOK["biases"]
    assert {a.dtype for a in [*net.weights, *net.biases]} == {np.dtype(np.float64)}


def test_our_file_is_the_books_file(path):
    """As `network2.load` reads it: json.load, then arrays, then the cost by its name."""
    net = network((6, 5, 3), QuadraticCost)
    net.save(path)
    with open(path) as file:
        data = json.load(file)
    assert data["sizes"] == [6, 5, 3]
    assert data["cost"] == "QuadraticCost"
    for key, arrays in (("weights", net.weights), ("biases", net.biases)):
        assert [np.array(matrix).shape for matrix in data[key]] == [a.shape for a in arrays]
        for matrix, array in zip(data[key], arrays, strict=True):
            np.testing.assert_array_equal(np.array(matrix, np.float32), array)


def test_keys_of_others_are_passed_over(path):
    path.write_text(json.dumps({"author": {"name": ["M. N."]}, **BOOK, "dtype": "float32"}))
    assert load(path).dtype == np.float32


# What cannot be saved


class MyCost(QuadraticCost):
    """A cost of one's own."""


def test_a_cost_of_ones_own_is_refused_by_its_name(path):
    path.write_text("old")
    with pytest.raises(NetworkFileError, match="MyCost is no cost that a file can name"):
        network(cost=MyCost).save(path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("arrays", ["weights", "biases"])
def test_a_network_that_has_diverged_is_refused(path, arrays, number):
    path.write_text("old")
    net = network()
    getattr(net, arrays)[1][0, 0] = number
    with pytest.raises(NetworkFileError, match="infinite or not a number"):
        net.save(path)
    assert path.read_text() == "old"


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def assert_refused(target, words, folder):
    before = names(folder)
    with pytest.raises(NetworkFileError, match=words) as caught:
        network().save(target)
    assert target.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert names(folder) == before  # no temporary file is left


@posix
def test_a_read_only_file_is_left_alone(path):
    path.write_text("old")
    path.chmod(0o444)
    assert_refused(path, "read-only", path.parent)
    assert path.read_text() == "old"


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    assert_refused(tmp_path / "nowhere" / "net.json", "No such file", tmp_path)


def test_a_folder_is_not_overwritten(path):
    path.mkdir()
    assert_refused(path, "folder", path.parent)
    assert path.is_dir()


def test_a_file_in_the_place_of_a_folder_is_left_alone(path):
    path.write_text("old")
    assert_refused(path / "net.json", "cannot be written", path.parent)
    assert path.read_text() == "old"


@posix
def test_a_folder_one_may_not_write_into_is_left_alone(tmp_path, an_ordinary_user):
    tmp_path.chmod(0o555)
    with an_ordinary_user():
        assert_refused(tmp_path / "net.json", "Permission denied", tmp_path)


@posix
def test_a_device_is_not_replaced(path):
    os.mkfifo(path)
    assert_refused(path, "device", path.parent)
    assert path.is_fifo()


@posix
def test_a_link_to_itself_is_refused(path):
    path.symlink_to(path)
    assert_refused(path, "cannot be written", path.parent)


@posix
def test_a_name_too_long_for_the_disk_is_refused(tmp_path):
    assert_refused(tmp_path / ("n" * 300 + ".json"), "too long", tmp_path)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_disk_that_fails_half_way_leaves_the_old_file(path, monkeypatch, failing):
    def fail(*_):
        raise OSError(28, "No space left on device")

    path.write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fail)
        assert_refused(path, "No space left", path.parent)
    assert path.read_text() == "old"
    network().save(path)
    assert_equal(load(path), network())


# How a file is replaced


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_the_permissions_of_a_file_are_kept(path, mode):
    path.write_text("old")
    path.chmod(mode)
    network().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert names(path.parent) == ["net.json"]


@posix
def test_a_new_file_gets_the_permissions_that_any_new_file_gets(path):
    other = path.with_name("other")
    other.write_text("")
    network().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@posix
def test_a_link_stays_a_link_and_its_file_is_replaced(path, tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "real.json"
    path.symlink_to(target)
    network().save(path)
    assert path.is_symlink() and not target.is_symlink()
    assert_equal(load(target), network())


@posix
def test_who_reads_the_old_file_still_reads_the_old_file(path):
    path.write_text("old")
    with open(path) as file:
        network().save(path)
        assert file.read() == "old"
