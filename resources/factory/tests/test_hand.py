"""A hand: its curves, and how it varies strokes without changing the digit."""

import numpy as np
import pytest
from forms.hand import write
from forms.lines import STEPS, arc, curve, line


def rng(seed=3):
    return np.random.default_rng(seed)


def test_a_curve_passes_smoothly_through_all_its_points():
    points = [(0.0, 0.0), (1.0, 1.0), (2.0, 1.3), (3.0, 1.0), (4.0, 0.0)]
    drawn = curve(*points)
    np.testing.assert_allclose(drawn[::STEPS], points, atol=1e-12)
    turns = np.diff(np.unwrap(np.arctan2(*np.diff(drawn, axis=0).T[::-1])))
    assert np.abs(turns).max() < 0.2  # radians: nowhere a corner


def test_a_curve_through_points_on_a_line_is_that_line():
    np.testing.assert_allclose(curve((0, 0), (1, 2))[:, 1], 2 * curve((0, 0), (1, 2))[:, 0])
    even = curve((0, 0), (1, 1), (2, 2), (3, 3))
    np.testing.assert_allclose(np.diff(even, axis=0), 1 / STEPS, atol=1e-12)


def test_angles_go_clockwise_from_the_top():
    clockwise = arc(1, 2, 3, 4, 0, 90)
    np.testing.assert_allclose(clockwise[[0, -1]], [(1, -2), (4, 2)], atol=1e-12)
    back = arc(1, 2, 3, 4, 0, -90)
    np.testing.assert_allclose(back[-1], (-2, 2), atol=1e-12)
    distances = np.hypot((clockwise[:, 0] - 1) / 3, (clockwise[:, 1] - 2) / 4)
    np.testing.assert_allclose(distances, 1)


def test_a_spiral_grows_on_the_way():
    x, y = arc(0, 0, 1, 1, 0, 720, grow=0.5).T
    np.testing.assert_allclose(np.hypot(x, y), np.linspace(1, 0.5, len(x)))


# The hand

CROSS = [line((0, 0), (40, 60), (10, 90)), line((5, 50), (45, 40)), line((20, 20))]


def test_a_hand_without_style_copies():
    written = write(CROSS, rng(), style=0)
    assert [len(stroke) for stroke in written] == [3, 2, 1]
    np.testing.assert_allclose(
        np.diff(np.concatenate(written), axis=0) * 90, np.diff(np.concatenate(CROSS), axis=0)
    )
    points = np.concatenate(written)
    assert np.ptp(points, axis=0).max() == pytest.approx(1)
    np.testing.assert_allclose(points.min(axis=0) + points.max(axis=0), 0, atol=1e-12)


def test_size_and_place_of_the_strokes_do_not_matter():
    moved = [7 * stroke + 1000 for stroke in CROSS]
    for one, other in zip(write(CROSS, rng()), write(moved, rng())):
        np.testing.assert_allclose(one, other, atol=1e-9)


def test_the_given_strokes_stay_unchanged():
    before = [stroke.copy() for stroke in CROSS]
    write(CROSS, rng())
    for stroke, old in zip(CROSS, before):
        np.testing.assert_array_equal(stroke, old)


def test_a_hand_changes_a_stroke_more_with_more_style_and_within_bounds():
    ring = [arc(0, 0.5, 0.4, 0.5, 0, -350)]
    copy = write(ring, rng(), style=0)[0]
    generator = rng()
    far = {style: [] for style in (0.3, 1.0)}
    for style, distances in far.items():
        for _ in range(300):
            written = max(write(ring, generator, style), key=len)
            if len(written) == len(copy):  # neither hooked nor broken
                distances.append(np.abs(written - copy).max())
    assert 0.02 < np.mean(far[0.3]) < np.mean(far[1.0]) < 0.4
    assert max(far[1.0]) < 1


def test_some_digits_are_broken_and_the_rest_of_the_stroke_is_kept():
    stem = [np.stack([np.zeros(60), np.linspace(0, 1, 60)], axis=1)]
    generator = rng()
    written = [write(stem, generator) for _ in range(600)]
    broken = [strokes for strokes in written if len(strokes) == 2]
    assert 10 < len(broken) < 60  # 5 % of 600
    for first, second in broken:
        gap = np.hypot(*(second[0] - first[-1]))
        assert 0 < gap < 0.25
        assert np.hypot(*(second[-1] - first[0])) > 0.8


def test_a_dot_and_a_blank_survive():
    assert [stroke.shape[1] for stroke in write([line((3, 3))], rng())] == [2]
    assert np.isfinite(np.concatenate(write([line((3, 3)), line((3, 3))], rng()))).all()
