"""The map of digits, against NumPy's eigenvectors of the covariance."""

import numpy as np
import pytest
from steps import result_of

from digitpad.core.digit_map import digit_map, nearest


def points(n=1300, d=12, seed=3, stretch=(9.0, 6.0, 2.0)):
    """Points that differ most along directions of their own."""
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    spread = np.ones(d)
    spread[: len(stretch)] = stretch[:d]
    return rng.standard_normal((n, d)) * spread @ turn.T + rng.standard_normal(d)


def by_eigh(x):
    """Shares and vectors of the two largest eigenvalues."""
    values, vectors = np.linalg.eigh(np.cov(x.T))
    return values[::-1][:2] / values.sum(), vectors[:, ::-1][:, :2]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_axes_shares_and_places_follow_from_the_covariance(dtype):
    x = points().astype(dtype)
    found = result_of(digit_map(x))
    shares, vectors = by_eigh(x.astype(float))
    near = 1e-9 if dtype is np.float64 else 1e-5
    np.testing.assert_allclose(found.shares, shares, rtol=near)
    signs = np.sign((found.axes * vectors).sum(axis=0))
    np.testing.assert_allclose(found.axes, vectors * signs, atol=1e-5)
    expected = (x - x.mean(axis=0)) @ (vectors * signs)
    np.testing.assert_allclose(found.coordinates, expected, atol=1e-3)
    np.testing.assert_allclose(found.place(x[7:8]), expected[7:8], atol=1e-3)
    largest = found.axes[np.abs(found.axes).argmax(axis=0), [0, 1]]
    assert (largest > 0).all()


def test_axes_keep_their_sides_and_order_from_one_map_to_the_next():
    x = points(stretch=(6.2, 6.0, 1.0))
    before = result_of(digit_map(x))
    # In a mirrored step the second direction becomes the longer one, and both may change sides.
    longer = x + 0.1 * (x - x.mean(axis=0)) @ np.outer(before.axes[:, 1], before.axes[:, 1])
    alone, after = result_of(digit_map(longer)), result_of(digit_map(longer, before))
    assert (alone.shares[0] > alone.shares[1]) and (after.shares[0] < after.shares[1])
    assert ((before.axes * after.axes).sum(axis=0) > 0.99).all()
    assert ((before.coordinates * after.coordinates).sum(axis=0) > 0).all()
    np.testing.assert_allclose(
        after.coordinates, (longer - longer.mean(axis=0)) @ after.axes, atol=1e-3
    )


def test_another_layer_of_the_same_digits_keeps_the_sides():
    x = points()
    before = result_of(digit_map(x))
    turned = -x @ np.linalg.qr(np.random.default_rng(9).standard_normal((12, 12)))[0][:, :12]
    wider = np.column_stack([turned, np.zeros((len(x), 3))])
    after = result_of(digit_map(wider, before))
    np.testing.assert_allclose(after.coordinates, before.coordinates, atol=1e-2)


def test_equal_points_lie_at_one_place():
    found = result_of(digit_map(np.full((50, 4), 0.5, np.float32)))
    assert found.shares.tolist() == [0, 0]
    assert not found.coordinates.any()


def test_one_neuron_has_one_direction():
    x = np.linspace(0, 1, 30)[:, None]
    found = result_of(digit_map(x))
    np.testing.assert_allclose(found.shares, [1, 0])
    np.testing.assert_allclose(found.coordinates[:, 0], x[:, 0] - 0.5, atol=1e-6)
    assert not found.coordinates[:, 1].any()


def test_the_nearest_place_is_found():
    places = np.array([[0, 0], [5, 1], [3, 4], [9, 0]], np.float32)
    assert nearest(places, np.array([6.0, 1.0])) == (1, 1.0)
