"""The pen digits that come with digitpad, and files of them that are damaged."""

import csv

import numpy as np
import pytest

from digitpad.core.data.pen_digits import (
    load_invented_digits,
    load_pen_digits,
    read_pen_digits,
)
from digitpad.core.ink import from_strokes
from digitpad.resources import resource_path

SHIPPED = "pendigits_tra.npz"
UNIPEN = "unipen_tra.npz"
INVENTED = "invented.npz"
LEFT_OUT = "unipen_left_out.csv"


@pytest.fixture(scope="module")
def pens():
    return load_pen_digits()


@pytest.fixture
def packed(tmp_path):
    """Three strokes of two digits: one of two strokes, and one of a dot."""
    path = tmp_path / "packed.npz"
    np.savez(
        path,
        start=np.array([(5, -300), (100, 20), (0, 0)], np.int16),
        step=np.array([(0, 0), (2, 10), (0, 0), (-1, 1), (-1, 2), (0, 0)], np.int8),
        points=np.array([2, 3, 1], np.uint16),
        strokes=np.array([2, 1], np.uint8),
        label=np.array([7, 1], np.uint8),
        writer=np.array([102, 101], np.uint8),
    )
    return path


def test_thirty_people_wrote_some_of_them(pens):
    first = pens.by(range(1, 31))
    assert len(first) == len(first.labels) == len(first.writers) == 7494
    assert sorted(set(first.writers.tolist())) == list(range(1, 31))
    assert np.bincount(first.writers)[1:].min() >= 245
    assert np.bincount(first.labels).tolist() == [780, 779, 780, 719, 780, 720, 720, 778, 719, 719]


def test_134_people_of_many_countries_wrote_the_others_but_for_those_that_a_list_leaves_out(pens):
    whole = read_pen_digits(resource_path("strokes", UNIPEN))
    assert sorted(set(whole.writers.tolist())) == list(range(101, 235)) and len(whole) == 8305
    with resource_path("strokes", LEFT_OUT).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = [int(line["index"]) for line in lines]
    assert rows == sorted(set(rows)) and len(rows) > 50
    for line, row in zip(lines, rows):
        assert list(line) == ["index", "label", "writer", "reason"]
        assert int(line["label"]) == whole.labels[row]
        assert int(line["writer"]) == whole.writers[row] and line["reason"]
    kept = pens.by(range(101, 235))
    assert len(pens) == 7494 + len(kept) and len(kept) == 8305 - len(rows)
    np.testing.assert_array_equal(kept.labels, np.delete(whole.labels, rows))
    row = next(i for i in range(rows[0], len(whole)) if i not in rows)
    for stroke, same in zip(kept.drawings[rows[0]], whole.drawings[row], strict=True):
        np.testing.assert_array_equal(stroke, same)


def test_images_are_the_drawings_inked(pens):
    some = pens.by([28])
    assert set(some.writers.tolist()) == {28} and len(some) == 250
    images = some.images()
    assert images.dtype == np.float32 and images.shape == (250, 28, 28)
    for i in (0, 100, 249):
        np.testing.assert_array_equal(images[i], from_strokes(some.drawings[i]))


def test_what_some_wrote_is_theirs_in_the_same_order(pens):
    some = pens.by([3, 17])
    rows = [i for i, writer in enumerate(pens.writers) if writer in (3, 17)]
    assert len(some) == len(rows)
    np.testing.assert_array_equal(some.labels, pens.labels[rows])
    assert all(some.drawings[i] is pens.drawings[row] for i, row in enumerate(rows))
    assert len(pens.by([])) == 0 and pens.by([]).images().shape == (0, 28, 28)


def test_digits_are_read_as_they_are_packed(packed):
    digits = read_pen_digits(packed)
    (first, second), (dot,) = digits.drawings
    assert first.tolist() == [[5, -300], [7, -290]]
    assert second.tolist() == [[100, 20], [99, 21], [98, 23]]
    assert dot.tolist() == [[0, 0]]
    assert digits.labels.tolist() == [7, 1] and digits.writers.tolist() == [102, 101]


def test_invented_digits_are_of_many_forms_that_come_equally_often_and_of_nobodys_hand():
    digits = load_invented_digits()
    assert len(digits) == len(digits.labels) == 12_500 and not digits.writers.any()
    with np.load(resource_path("strokes", INVENTED)) as file:
        forms = file["form"].tolist()
    assert [int(form[-1]) for form in forms] == digits.labels.tolist()
    names = sorted(set(forms))
    assert len(names) == 74 and "barred 7" in names
    counts = np.bincount(digits.labels)
    assert counts.min() > 1100 and counts.max() < 1400  # of 1250, some four standard deviations
    for digit in range(10):
        of_it = [forms.count(name) for name in names if name.endswith(str(digit))]
        assert len(of_it) >= 4 and min(of_it) > 0.6 * max(of_it)


def test_a_file_that_is_cut_short_or_not_there_is_told_by_its_name(tmp_path):
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(resource_path("strokes", SHIPPED).read_bytes()[:200_000])
    with pytest.raises(ValueError, match=r"damaged\.npz is damaged, or holds no pen digits"):
        read_pen_digits(damaged)
    with pytest.raises(OSError, match=r"none\.npz cannot be read: it is not there"):
        read_pen_digits(tmp_path / "none.npz")
