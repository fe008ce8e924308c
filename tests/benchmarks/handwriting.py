"""How well digitpad reads what people draw with a pen.

    python tests/benchmarks/handwriting.py FILE.npz ... [--network NET.json ...]

Each file holds pen digits as strokes: `xy` (points, 2), x to the right and y down; `stroke`,
where in `xy` each stroke starts, and the end; `sample`, at which stroke each digit starts, and
the end; `label` and `writer`, one for each digit.

For the shipped network, and those that are named, it prints the accuracy overall, per digit and
per writer; for drawings of several sizes and places on a canvas of 320 pixels, whose points are
whole pixels as a mouse gives them; and for strokes with fewer points. Beside each number stands
what the same network reads behind the simplest design: the canvas shrunk to 28x28 by averaging.
Then MNIST, and time. Exits with 1 where a goal is missed.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

import digitpad
from digitpad.core.ink import from_strokes
from digitpad.resources import resource_path

CANVAS = 320  # pixels
LARGE = 0.8  # of the canvas, as all sizes
PEN = 0.06 * CANVAS  # of the simple design, pixels
SIZES = (0.1, 0.2, 0.4, LARGE)
PLACED = 0.4  # how large drawings are that stand in several places
MIDDLE = (0.5, 0.5)
PLACES = {
    "in the centre": MIDDLE,
    "top left": (0.0, 0.0),
    "top right": (1.0, 0.0),
    "bottom left": (0.0, 1.0),
    "bottom right": (1.0, 1.0),
}

Drawing = list[np.ndarray]  # strokes, each (n, 2)
Right = tuple[np.ndarray, ...]  # which drawings digitpad, and the simple design, reads rightly

missed: list[str] = []


def goal(whose: str, met: bool, text: str) -> None:
    print(f"  {'met   ' if met else 'MISSED'}  {text}")
    if not met:
        missed.append(f"{whose}: {text}")


def read_file(path: Path) -> tuple[list[Drawing], np.ndarray, np.ndarray]:
    """The drawings of a file, their digits and their writers."""
    with np.load(path) as file:
        xy, stroke, sample = file["xy"].astype(float), file["stroke"], file["sample"]
        labels, writers = file["label"].astype(int), file["writer"].astype(str)
    strokes = [xy[first:end] for first, end in zip(stroke, stroke[1:])]
    drawings = [strokes[first:end] for first, end in zip(sample, sample[1:])]
    return drawings, labels, writers


def on_canvas(
    drawing: Drawing, size: float = LARGE, place: tuple[float, float] = MIDDLE
) -> Drawing:
    """A drawing whose longer side is this part of the canvas, in whole pixels, as by a mouse."""
    points = np.concatenate(drawing)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = size * CANVAS / (extent.max() or 1)
    corner = (CANVAS - 1 - extent * scale) * place
    moved = [np.rint((stroke - low) * scale + corner) for stroke in drawing]
    # A mouse that stays in its pixel tells nothing.
    return [stroke[np.r_[True, (np.diff(stroke, axis=0) != 0).any(axis=1)]] for stroke in moved]


def every(n: int, drawing: Drawing) -> Drawing:
    """A drawing with every nth point of its strokes, and their last."""
    return [np.concatenate([stroke[:-1:n], stroke[-1:]]) for stroke in drawing]


def shrunk(drawing: Drawing) -> np.ndarray:
    """The simple design: the canvas with these strokes, shrunk to (28, 28) by averaging."""
    side = 112  # four places a pixel of the result each way
    scale = side / CANVAS
    nearest = np.full((side, side), np.inf)
    reach = PEN * scale / 2
    for stroke in drawing:
        way = (stroke + 0.5) * scale - 0.5
        for start, end in zip(way, [*way[1:], way[-1]]):
            low = np.clip(np.minimum(start, end) - reach, 0, side - 1).astype(int)
            high = np.clip(np.maximum(start, end) + reach + 1, 1, side).astype(int)
            part = nearest[low[1] : high[1], low[0] : high[0]]
            x = np.arange(low[0], high[0]) - start[0]
            y = np.arange(low[1], high[1])[:, None] - start[1]
            dx, dy = end - start
            t = np.clip((x * dx + y * dy) / ((dx * dx + dy * dy) or 1), 0, 1)
            np.minimum(part, (x - t * dx) ** 2 + (y - t * dy) ** 2, out=part)
    ink = nearest <= reach**2
    return ink.reshape(28, 4, 28, 4).mean(axis=(1, 3))


def cases() -> dict[str, Callable[[Drawing], Drawing]]:
    """What becomes of the drawings before they are read, by name."""
    return {
        "as written": lambda drawing: drawing,  # for the simple design, on the canvas
        **{f"{size:.0%} of the canvas": partial(on_canvas, size=size) for size in SIZES},
        **{
            f"{PLACED:.0%}, {name}": partial(on_canvas, size=PLACED, place=place)
            for name, place in PLACES.items()
        },
        **{
            f"{LARGE:.0%}, one point in {n}": lambda drawing, n=n: every(n, on_canvas(drawing))
            for n in (2, 4)
        },
    }


def read(
    networks: list[digitpad.Network], drawings: list[Drawing], labels: np.ndarray
) -> list[dict[str, Right]]:
    """Which drawings each network reads rightly in each case."""
    right: list[dict[str, Right]] = [{} for _ in networks]
    for name, change in cases().items():
        changed = [change(drawing) for drawing in drawings]
        ours = np.stack([from_strokes(drawing) for drawing in changed])
        if name == "as written":
            changed = [on_canvas(drawing) for drawing in drawings]
        simple = np.stack([shrunk(drawing) for drawing in changed])
        for network, results in zip(networks, right):
            results[name] = tuple(reads(network, each) == labels for each in (ours, simple))
    return right


def reads(network: digitpad.Network, pictures: np.ndarray) -> np.ndarray:
    x = pictures.reshape(len(pictures), 784).T.astype(network.weights[0].dtype)
    return network.feedforward(x).argmax(axis=0)


def percent(right: np.ndarray) -> float:
    return 100 * float(right.mean())


def show(name: str, right: Right, these: np.ndarray | slice = np.s_[:]) -> float:
    ours, simple = (percent(each[these]) for each in right)
    print(f"  {name:32} {ours:7.2f} %   {simple:7.2f} %")
    return ours


def show_reading(
    whose: str, results: dict[str, Right], labels: np.ndarray, writers: np.ndarray
) -> None:
    """What one network reads of one file."""
    print(f"  {'':32} {'digitpad':>9}   {'shrunk':>9}")
    right = results["as written"]
    overall = show(f"{len(labels):,} drawings", right)
    print()
    for digit in np.unique(labels):
        show(f"digit {digit}", right, labels == digit)
    print()
    each = {name: percent(right[0][writers == name]) for name in np.unique(writers)}
    mean = float(np.mean(list(each.values())))
    mean_simple = np.mean([percent(right[1][writers == name]) for name in each])
    print(f"  {f'mean over {len(each)} writers':32} {mean:7.2f} %   {mean_simple:7.2f} %")
    for name in sorted(each, key=lambda name: each[name])[:5]:
        show(f"writer {name}", right, writers == name)
    print()
    accuracies = {name: show(name, right) for name, right in results.items()}
    print()
    goal(whose, overall >= 95.5, f"overall {overall:.2f} %, wanted 95.5 %")
    goal(whose, abs(mean - overall) <= 1, f"writers' mean {mean:.2f} %, wanted within 1 of that")
    for what, part in {"sizes": "of the canvas", "places": f"{PLACED:.0%}, "}.items():
        some = [accuracy for name, accuracy in accuracies.items() if part in name]
        lost = max(some) - min(some)
        goal(whose, lost <= 0.5, f"{what} differ by {lost:.2f} points, wanted 0.5")


def show_network(path: Path) -> digitpad.Network:
    """The file's size, how long it takes to load, and MNIST."""
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        network = digitpad.load(path)
        seconds.append(time.perf_counter() - began)
    megabytes = path.stat().st_size / 1e6
    _, _, test_data = digitpad.load_data_wrapper()
    test = network.accuracy(test_data) / len(test_data)
    goal(path.name, test >= 0.993, f"MNIST's test data {test:.2%}, wanted 99.3 %")
    goal(path.name, megabytes < 12, f"{megabytes:.1f} MB, wanted less than 12")
    goal(path.name, min(seconds) < 0.3, f"loaded in {min(seconds):.3f} s, wanted less than 0.3")
    return network


def show_time(drawings: list[Drawing]) -> None:
    """How long a drawing takes to become a picture."""
    some = [on_canvas(drawing) for drawing in drawings[:: max(1, len(drawings) // 1000)]]
    rng = np.random.default_rng(0)
    scribbles = [[rng.random((500, 2))] for _ in range(200)]
    print("\nmilliseconds a drawing takes to become a picture: median, 99th percentile")
    for name, ones in {"these drawings": some, "scribbles of 500 points": scribbles}.items():
        times = []
        for drawing in ones:
            began = time.perf_counter()
            from_strokes(drawing)
            times.append(1000 * (time.perf_counter() - began))
        median, most = np.quantile(times, [0.5, 0.99])
        print(f"  {name:32} {median:7.2f}   {most:7.2f}")
        goal(name, most < 5, f"99th percentile {most:.2f} ms, wanted less than 5")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.npz")
    parser.add_argument("--network", nargs="+", type=Path, metavar="NET.json", default=[])
    arguments = parser.parse_args()
    threadpool_limits(limits=1)
    networks = {}
    for path in [resource_path("networks", "default.json"), *arguments.network]:
        print(f"\n{path.name}")
        networks[path] = show_network(path)
    for file in arguments.files:
        drawings, labels, writers = read_file(file)
        for path, results in zip(networks, read(list(networks.values()), drawings, labels)):
            print(f"\n{path.name} reads {file.name}")
            show_reading(path.name, results, labels, writers)
        show_time(drawings)
    if missed:
        print("\nmissed:", *missed, sep="\n  ")
    sys.exit(bool(missed))
