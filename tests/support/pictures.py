"""Pictures of strokes as a camera sees them. Nothing here comes from digitpad."""

from collections.abc import Sequence

import numpy as np

PAPER, INK = 210, 40  # grey levels


def drawn(
    strokes: Sequence[Sequence[tuple[float, float]]],
    side: int,
    *,
    height: float = 0.7,
    pen: float = 0.08,
    light: float = 0,
    noise: float = 0,
    seed: int = 0,
) -> np.ndarray:
    """A photo, uint8 (side, side), with strokes in its middle, dark on bright paper.

    The longer side of the ink is `height` of the photo's side, the pen `pen` of that. With
    `light` the darkest corner is darker by this part than the brightest. `noise` is in grey
    levels. A line thinner than a pixel is faint.
    """
    ink = np.zeros((side, side))
    if strokes:
        points = np.concatenate([np.asarray(stroke, float) for stroke in strokes])
        low, extent = points.min(axis=0), np.ptp(points, axis=0)
        width = pen * height * side
        scale = (height * side - width) / (extent.max() or 1)
        distance = np.full((side, side), np.inf)
        for stroke in strokes:
            way = (np.asarray(stroke, float) - low - extent / 2) * scale + (side - 1) / 2
            for start, end in zip(way, [*way[1:], way[-1]]):
                _approach(distance, start, end, width / 2 + 2)
        ink = np.clip(width / 2 + 0.5 - distance, 0, min(1, width))
    ramp = np.add.outer(np.arange(side), np.arange(side)) / max(2 * side - 2, 1)
    photo = (PAPER + (INK - PAPER) * ink) * (1 - light * ramp)
    photo += np.random.default_rng(seed).normal(0, noise, photo.shape)
    return np.clip(np.rint(photo), 0, 255).astype(np.uint8)


def centroid(picture: np.ndarray) -> np.ndarray:
    """The centre of mass of some ink, (x, y)."""
    axis = np.arange(len(picture))
    return np.array([picture.sum(axis=0) @ axis, picture.sum(axis=1) @ axis]) / picture.sum()


def _approach(distance: np.ndarray, start: np.ndarray, end: np.ndarray, reach: float) -> None:
    """Lower the distances of pixels to their distance from this line, if it is nearer."""
    low = np.maximum(np.minimum(start, end) - reach, 0).astype(int)
    high = (np.maximum(start, end) + reach).astype(int) + 1
    part = distance[low[1] : high[1], low[0] : high[0]]
    y = np.arange(part.shape[0])[:, None] + low[1] - start[1]
    x = np.arange(part.shape[1]) + low[0] - start[0]
    dx, dy = end - start
    t = np.clip((x * dx + y * dy) / ((dx * dx + dy * dy) or 1), 0, 1)
    np.minimum(part, np.hypot(x - t * dx, y - t * dy), out=part)
