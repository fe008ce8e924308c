"""How well digitpad reads what people draw with a pen, and drawings that are no digit.

    python tests/benchmarks/bench.py handwriting [--files FILE.npz ...] [--writers W ...]
        [--network NET.json ...]

Each file holds pen digits as strokes: `xy` (points, 2), x to the right and y down; `stroke`, the
start of each stroke in `xy`, and the end; `sample`, the first stroke of each digit, and the end;
`label` and `writer`, one per digit. Or it is packed, like the files in resources/strokes.

Measures the shipped network and those named: the accuracies on MNIST and on each form of digits
that `resources/factory` invents, and how many drawings of no digit get an output above one half;
and for each file the accuracy overall and per writer (the mean counts writers of 20 digits or
more), for drawings of several sizes and places on a canvas of 320 whole pixels, and for photos. If
a list beside the file names digits that no person reads as labelled, also without these. A network
made without some writers shows how well strangers are read:

    python resources/factory/pretrain.py --begin-with BEFORE.json --stages 3 4 --output b.json \\
        --leave-out $(seq 101 3 234)
    python tests/benchmarks/bench.py handwriting --files resources/strokes/unipen_tra.npz \\
        --network b.json --writers $(seq 101 3 234)
"""

import argparse
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
from drawings import (
    LARGE,
    LETTERS,
    SCRIBBLES,
    letter,
    on_canvas,
    overlaid,
    photo,
    read_file,
)
from measuring import rounds_of

sys.path.append(str(Path(__file__).parents[2] / "resources" / "factory"))
from forms.styles import FORMS, digit_of, draw

import digitpad
from digitpad.core.data.people import misread_by_all
from digitpad.core.ink import from_drawings, from_image
from digitpad.resources import resource_path

SIZES = (0.1, 0.2, 0.4, LARGE)
PLACED = 0.4  # how large drawings are that stand in several places
PLACES = {
    "in the centre": (0.5, 0.5),
    "top left": (0.0, 0.0),
    "top right": (1.0, 0.0),
    "bottom left": (0.0, 1.0),
    "bottom right": (1.0, 1.0),
}
PENS = (0.02, 0.04, 0.08, 0.12)  # of photos, as parts of the digit's height
PHOTOGRAPHED = 1000  # drawings of a file, about
INVENTED = 200  # digits of each form
NOTHINGS = 1000  # drawings of each kind that are no digit
FEW = 20  # digits; a writer of fewer is not in the mean


def cases():
    """The ways in which drawings are changed before they are read, by name."""
    return {
        "as written": lambda drawing: drawing,
        **{f"{size:.0%} of the canvas": partial(on_canvas, size=size) for size in SIZES},
        **{
            f"{PLACED:.0%}, {name}": partial(on_canvas, size=PLACED, place=place)
            for name, place in PLACES.items()
        },
    }


def read(networks, drawings, labels):
    """Whether each network reads each drawing right, case by case."""
    right = [{} for _ in networks]
    for name, change in cases().items():
        pictures = from_drawings([change(drawing) for drawing in drawings])
        for network, results in zip(networks, right):
            results[name] = reads(network, pictures) == labels
    return right


def reads(network, pictures):
    x = pictures.reshape(len(pictures), 784).T.astype(network.weights[0].dtype)
    return network.feedforward(x).argmax(axis=0)


def percent(right):
    return 100 * float(right.mean())


def measure_reading(results, labels, writers, readable):
    """How well one network reads one file."""
    right = results["as written"]
    yield f"{len(labels):,} drawings, %", percent(right)
    names, counts = np.unique(writers, return_counts=True)
    many = names[counts >= FEW]
    each = {name: percent(right[writers == name]) for name in names}
    for name in sorted(each, key=lambda name: each[name]):
        yield f"writer {name}, %", each[name]
    yield "writers of the mean", len(many)
    yield "at least: mean over writers, %", float(np.mean([each[name] for name in many]))
    yield "at least: the worst writer, %", min(each[name] for name in many)
    if not readable.all():
        cleaned = [percent(right[(writers == name) & readable]) for name in many]
        yield f"mean without {(~readable).sum()} that nobody can read, %", float(np.mean(cleaned))
        yield "... the worst writer, %", min(cleaned)
    accuracies = {name: percent(of_case) for name, of_case in results.items()}
    for name, accuracy in accuracies.items():
        yield f"{name}, %", accuracy
    for what, part in {"sizes": "of the canvas", "places": f"{PLACED:.0%}, "}.items():
        some = [accuracy for name, accuracy in accuracies.items() if part in name]
        yield f"between {what}, points", max(some) - min(some)


def measure_photos(networks, drawings, labels):
    """Photos of some of a file's drawings, with pens of several widths, beside their strokes."""
    some = np.arange(0, len(drawings), max(1, len(drawings) // PHOTOGRAPHED))
    inked = {"as strokes": from_drawings([drawings[i] for i in some])}
    for pen in PENS:
        photos = [from_image(photo(drawings[i], pen, seed=int(i))) for i in some]
        inked[f"photos, pen {pen:.0%} of the height"] = np.stack(photos)
    for path, network in networks.items():
        print(f"\n{path.name}, photos of {len(some):,} of them")
        accuracies = []
        for name, pictures in inked.items():
            accuracies.append(percent(reads(network, pictures) == labels[some]))
            yield f"{name}, %", accuracies[-1]
        yield "photos, mean, %", (mean := float(np.mean(accuracies[1:])))
        yield "photos, points below strokes", accuracies[0] - mean


def measure_forms(network):
    """Invented digits, by form."""
    rng = np.random.default_rng(20)
    accuracies = {}
    began = time.perf_counter()
    for form in FORMS:
        images = from_drawings([draw(form, rng) for _ in range(INVENTED)])
        accuracies[form] = percent(reads(network, images) == digit_of(form))
    milliseconds = 1000 * (time.perf_counter() - began) / len(FORMS) / INVENTED
    for form, accuracy in accuracies.items():
        yield f"form {form}, %", accuracy
    yield "mean over forms, %", float(np.mean(list(accuracies.values())))
    yield "at least: the worst form, %", min(accuracies.values())
    yield "a digit invented and read, ms", milliseconds


def measure_nothing(network, data):
    """Drawings that are no digit but have an output above one half."""
    rng = np.random.default_rng(30)
    drawings = {
        name: [scribble(rng) for _ in range(NOTHINGS)] for name, scribble in SCRIBBLES.items()
    }
    pictures = {name: from_drawings(some) for name, some in drawings.items()}
    over = overlaid(data, NOTHINGS, rng)
    some = {name: [letter(name, rng) for _ in range(NOTHINGS // 8)] for name in LETTERS}
    letters = {f"letter {name}": from_drawings(drawn) for name, drawn in some.items()}
    for kind, each in {
        "scribbles": pictures,
        "two digits over one another": {"": over},
        "letters": letters,
    }.items():
        shares = {name: sure(network, of_name) for name, of_name in each.items()}
        if len(shares) > 1:
            for name, share in shares.items():
                yield f"{name} above 0.5, %", share
        yield f"{kind} above 0.5, %", float(np.mean(list(shares.values())))


def sure(network, pictures):
    """Percent of pictures for which an output is above one half."""
    outputs = network.feedforward(pictures.reshape(len(pictures), 784).T)
    return 100 * float((outputs.max(axis=0) > 0.5).mean())


def measure_network(path, network):
    """The file's size, its loading time, and all that needs no file of strokes."""
    _, _, test_data = digitpad.load_data_wrapper()
    yield from measure_forms(network)
    yield from measure_nothing(network, test_data)
    yield "at least: MNIST's test data, %", 100 * network.accuracy(test_data) / len(test_data)
    yield "its file, MB", path.stat().st_size / 1e6
    yield "its file loaded, s", min(rounds_of(lambda: digitpad.load(path), 5))


def measure(_folder, options):
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", nargs="+", type=Path, default=[])
    parser.add_argument("--writers", nargs="+", default=[], help="only these, by their names")
    parser.add_argument("--network", nargs="+", type=Path, default=[])
    arguments = parser.parse_args(options)
    networks = {}
    for path in [resource_path("networks", "default.json"), *arguments.network]:
        print(f"\n{path.name}")
        networks[path] = digitpad.load(path)
        yield from measure_network(path, networks[path])
    for file in arguments.files:
        drawings, labels, writers = read_file(file)
        readable = ~np.isin(np.arange(len(labels)), misread_by_all(file))
        if arguments.writers:
            chosen = np.isin(writers, arguments.writers)
            drawings = [drawings[i] for i in np.flatnonzero(chosen)]
            labels, writers, readable = labels[chosen], writers[chosen], readable[chosen]
        for path, results in zip(networks, read(list(networks.values()), drawings, labels)):
            print(f"\n{path.name} reads {file.name}")
            yield from measure_reading(results, labels, writers, readable)
        yield from measure_photos(networks, drawings, labels)
