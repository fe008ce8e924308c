"""Strokes are packed point by point, and the invented digits the same each time."""

import numpy as np
import pytest
from forms.styles import digit_of
from invented import write_invented
from pack import pack

from digitpad.core.data.people import read_pen_digits
from digitpad.resources import resource_path


@pytest.fixture
def source(tmp_path):
    """Two digits as they are shared: one of two strokes, and one of a dot."""
    path = tmp_path / "strokes.npz"
    np.savez(
        path,
        xy=np.array([(5, -300), (7, -290), (100, 20), (99, 21), (98, 23), (0, 0)], np.float32),
        stroke=np.array([0, 2, 5, 6], np.int32),
        sample=np.array([0, 2, 3], np.int32),
        label=np.array([7, 1], np.uint8),
        writer=np.array(["b/02", "a/01"]),
    )
    return path


def repacked(path, target, **changed):
    with np.load(path) as file:
        arrays = {name: changed.get(name, file[name]) for name in file}
    np.savez(target, **arrays)
    return target


def test_packing_keeps_every_point(source, tmp_path):
    pack(source, tmp_path / "packed.npz", first_writer=101)
    packed = read_pen_digits(tmp_path / "packed.npz")
    (first, second), (dot,) = packed.drawings
    assert first.tolist() == [[5, -300], [7, -290]]
    assert second.tolist() == [[100, 20], [99, 21], [98, 23]]
    assert dot.tolist() == [[0, 0]]
    assert packed.labels.tolist() == [7, 1] and packed.writers.tolist() == [102, 101]


def test_far_steps_are_kept_and_near_ones_fit_bytes(source, tmp_path):
    with np.load(source) as file:
        xy = file["xy"].copy()
    for x, dtype in ((132, np.int8), (133, np.int16), (-32_000, np.int16)):
        xy[1] = (x, -300)
        pack(repacked(source, tmp_path / "far.npz", xy=xy), tmp_path / "packed.npz")
        with np.load(tmp_path / "packed.npz") as file:
            assert file["step"].dtype == dtype
        packed = read_pen_digits(tmp_path / "packed.npz")
        assert packed.drawings[0][0].tolist() == [[5, -300], [x, -300]]


@pytest.mark.parametrize("point", [(40_000, 0), (5.5, -299)])
def test_points_that_do_not_fit_are_not_packed(source, tmp_path, point):
    with np.load(source) as file:
        xy = file["xy"].copy()
    xy[1] = point
    odd = repacked(source, tmp_path / "odd.npz", xy=xy)
    with pytest.raises(ValueError, match="there are points that do not fit"):
        pack(odd, tmp_path / "packed.npz")
    assert not (tmp_path / "packed.npz").exists()


def test_the_shipped_invented_digits_can_be_invented_again(tmp_path):
    write_invented(tmp_path / "invented.npz", 100)
    some = read_pen_digits(tmp_path / "invented.npz")
    shipped = read_pen_digits(resource_path("strokes", "invented.npz"))
    np.testing.assert_array_equal(some.labels, shipped.labels[:100])
    with np.load(tmp_path / "invented.npz") as file:
        assert [digit_of(form) for form in file["form"]] == some.labels.tolist()
    for drawing, same in zip(some.drawings, shipped.drawings):
        for stroke, other in zip(drawing, same, strict=True):
            # Sines differ in their last bits from processor to processor.
            np.testing.assert_allclose(stroke, other, atol=1)
