"""The numbers of each view as tables, for reading, screen readers and copying."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.excitement import BINS
from digitpad.core.inside.explain import (
    effect_on_outputs,
    for_and_against,
    more_for,
    pixels_for,
    running_sums,
    terms,
)
from digitpad.core.inside.health import Histogram, LayerHealth
from digitpad.core.inside.slow_motion import Moment
from digitpad.session.measuring.questions import Excited, Likenesses, Ranking
from digitpad.ui.inside.diagram_layout import Connections, LayerColumn
from digitpad.ui.inside.seen import Array, Seen
from digitpad.ui.parts.number_tables import Table, Values


def of_rows(name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table made of rows."""
    columns = list(zip(*rows)) or [()] * len(titles)
    return Table(name, tuple(zip(titles, columns)))


def of_pixels(name: str, values: Array) -> Table:
    """A table of 28x28 pixels, from one number a pixel, (784,)."""
    image = values.reshape(28, 28)
    return Table(name, (("row", range(28)), *((str(x), image[:, x]) for x in range(28))))


def of_network(seen: Seen, columns: Sequence[LayerColumn], lines: Connections) -> list[Table]:
    """All neurons, the connections in the picture, and the drawing."""
    network, sizes = seen.network, seen.network.sizes[1:]
    nothing = [None] * sum(sizes) if seen.is_blank else None
    with np.errstate(over="ignore", invalid="ignore"):
        zs = [w @ a + b for w, b, a in zip(network.weights, network.biases, seen.activations)]
    neurons = Table(
        "neurons",
        (
            ("layer", np.repeat([name_of_layer(i, len(sizes)) for i in range(len(sizes))], sizes)),
            ("neuron", np.concatenate([np.arange(size) for size in sizes])),
            ("z", nothing or np.concatenate(zs)[:, 0]),
            ("activation", nothing or np.concatenate(seen.activations[1:])[:, 0]),
        ),
    )
    drawn = []
    carried = zip(lines.places[::-1], lines.carries[::-1])  # the strongest first
    for (column, start_place, end_place), carries in carried:
        before, after = columns[column], columns[column + 1]
        start, end = int(before.neurons[start_place]), int(after.neurons[end_place])
        names = seen.name_of(before.layer, start), seen.name_of(after.layer, end)
        sent = seen.activations[before.layer + 1][start, 0], carries
        weight = network.weights[after.layer][end, start]
        drawn.append((*names, weight, *((None, None) if seen.is_blank else sent)))
    titles = ("from", "to", "weight", "activation", "carries")
    connections = of_rows("connections drawn", titles, drawn)
    return [neurons, connections, of_pixels("drawing", seen.activations[0])]


def of_tiles(seen: Seen, order: NDArray[np.intp], lengths: Array) -> list[Table]:
    """The first layer's neurons in the order of their tiles, and the chosen one's weights."""
    network = seen.network
    tiles = Table(
        "tiles",
        (
            ("neuron", order),
            ("activation", [None] * len(order) if seen.is_blank else seen.activations[1][order, 0]),
            ("size of its weights", lengths[order]),
            ("bias", network.biases[0][order, 0]),
        ),
    )
    if seen.layer:
        return [tiles]
    weights = network.weights[0][seen.neuron]
    return [tiles, of_pixels(f"weights of neuron {seen.neuron}", weights)]


def of_neuron(seen: Seen, excited: Excited | None) -> list[Table]:
    """The chosen neuron's sum, its effect on the outputs, and the images that excite it."""
    network, layer, neuron = seen.network, seen.layer, seen.neuron
    summed = terms(network, seen.activations, layer, neuron)
    order = np.arange(len(summed.terms))
    if not seen.is_blank:
        order = summed.strongest(len(summed.terms))
    names = [*(name_of_input(layer, i) for i in order.tolist()), "bias b"]
    tables = []
    if seen.is_blank:  # then only weights and bias are known
        weights = (*network.weights[layer][neuron], summed.bias)
        tables.append(Table("weights", (("term", names), ("weight", weights))))
    else:
        products = [*summed.terms[order], summed.bias]
        columns: tuple[tuple[str, Values], ...] = (
            ("term", [*names, "z", "activation σ(z)"]),
            ("weight", [*network.weights[layer][neuron, order], None, None, None]),
            ("activation before", [*seen.activations[layer][order, 0], None, None, None]),
            ("product", [*products, summed.z, summed.activation]),
            ("sum so far", [*running_sums(products), None, None]),
        )
        tables.append(Table("sum", columns))
        if layer < len(network.weights) - 1:
            effect = effect_on_outputs(network, seen.activations, layer)[:, neuron]
            tables.append(Table("outputs", (("output", range(10)), ("effect on its z", effect))))
    if excited is not None:
        excitement = excited.found
        labels = excited.data.labels[excitement.most].tolist()
        exciting = (("image", excitement.most), ("digit", labels))
        tables.append(Table("exciting images", (*exciting, ("activation", excitement.activations))))
        bins = (
            (f"{i / BINS:.2f} to {(i + 1) / BINS:.2f}", excitement.by_digit[:, i])
            for i in range(BINS)
        )
        by_digit = (("digit", range(10)), ("mean activation", excitement.means))
        tables.append(Table("images by activation", (*by_digit, *bins)))
    return tables


def of_answer(seen: Seen, output: int, other: int) -> list[Table]:
    """What neurons contribute to `output`, and pixels to it and to the output `other`."""
    network, last = seen.network, len(seen.network.weights) - 1
    tables = []
    if last:
        to_all = for_and_against(network, seen.activations, last - 1)
        says = to_all[output]
        order = np.argsort(-says)
        columns = (("neuron", order), ("activation", seen.activations[last][order, 0]))
        weights = network.weights[last][output, order]
        tables.append(
            Table(
                f"neurons for output {output}",
                (
                    *columns,
                    ("weight", weights),
                    ("contributes", says[order]),
                    (f"more than for {other}", more_for(to_all, output, other)[order]),
                ),
            )
        )
    for digit in (output, other):
        contributions = pixels_for(network, seen.activations, digit)
        tables.append(of_pixels(f"pixels for output {digit}", contributions))
    return tables


def of_likenesses(likenesses: Likenesses) -> list[Table]:
    """The training images nearest to the drawing, and the averages of the same digits."""
    nearest = [
        (digit, row) for digit, rows in zip(likenesses.digits, likenesses.rows) for row in rows
    ]
    averages = zip(likenesses.digits, likenesses.averages)
    return [
        of_rows("nearest training images", ("digit", "image"), nearest),
        *(of_pixels(f"average {digit}", average) for digit, average in averages),
    ]


def of_way(digit: int, activations: Sequence[float], image: Array) -> list[Table]:
    """The way to another digit: its activation at each step, and the last image."""
    steps = (("step", range(len(activations))), (f"output {digit}", activations))
    return [Table("way", steps), of_pixels("end of the way", image)]


def of_layers(now: Sequence[LayerHealth], start: Sequence[LayerHealth] | None) -> list[Table]:
    """The health of each layer, now and at the start."""
    names = [name_of_layer(i, len(now)) for i in range(len(now))]
    before: Sequence[LayerHealth | None] = start or [None] * len(now)
    tables = [
        of_rows(
            "layers",
            ("layer", "gradient", "at the start", "saturated, %", "at the start, %"),
            [
                (
                    name,
                    a.gradient,
                    None if b is None else b.gradient,
                    100 * a.saturated,
                    None if b is None else 100 * b.saturated,
                )
                for name, a, b in zip(names, now, before)
            ],
        )
    ]
    for name, a, b in zip(names, now, before):
        for kind in ("weights", "activations"):
            columns = _of_histogram(getattr(a, kind), "now")
            if b is not None:
                columns += _of_histogram(getattr(b, kind), "at the start")
            tables.append(Table(f"{name}: {kind}", columns))
    return tables


def _of_histogram(histogram: Histogram, when: str) -> tuple[tuple[str, Values], ...]:
    ends = (("from", histogram.edges[:-1]), ("to", histogram.edges[1:]))
    return (*ends, (f"how many {when}", histogram.counts))


def of_changes(
    before: Array, after: Array, accuracies: Sequence[tuple[str, object]]
) -> list[Table]:
    """Outputs and test accuracy before and after a change."""
    outputs = (("output", range(len(before))), ("unchanged", before), ("changed", after))
    return [
        Table("outputs", (*outputs, ("difference", after - before))),
        of_rows("test accuracy", ("network", "right answers"), accuracies),
    ]


def of_ranking(ranking: Ranking) -> Table:
    """The neurons without which a network reads least."""
    rows = (
        (f"hidden layer {d.layer + 1}", d.neuron, d.accuracy, ranking.unchanged, d.cost)
        for d in ranking.worst
    )
    titles = ("layer", "neuron off", f"right of {ranking.size:,}", "unchanged", "cost")
    return of_rows("neurons that matter most", titles, rows)


def layers_at(moment: Moment) -> Iterator[tuple[str, list[float | None]]]:
    """Each layer's name, and its numbers: its mean activation before and after the step, and the
    lengths of δ, ∂C/∂b and ∂C/∂w. None where not known."""
    layers = len(moment.deltas)
    for i in range(layers):
        after = None if moment.after is None else moment.after.activations[i + 1]
        means = (_mean(a) for a in (moment.activations[i + 1], after))
        vectors = moment.deltas[i], moment.nabla_b[i], moment.nabla_w[i]
        lengths = (None if v is None else float(np.linalg.norm(v)) for v in vectors)
        yield name_of_layer(i, layers), [*means, *lengths]


def _mean(array: Array | None) -> float | None:
    return None if array is None else float(array.mean())


@np.errstate(over="ignore", invalid="ignore")
def of_moment(moment: Moment, labels: Sequence[int]) -> list[Table]:
    """What is known of each layer at a moment, and the outputs for each example."""
    lengths_of = ("length of δ", "length of ∂C/∂b", "length of ∂C/∂w")
    titles = ("layer", "mean activation", "after the step", *lengths_of)
    rows = [(name, *numbers) for name, numbers in layers_at(moment)]
    tables = [of_rows("layers", titles, rows)]
    for name, outputs in (
        ("outputs", moment.activations[-1]),
        ("error δ", moment.deltas[-1]),
        ("outputs after the step", None if moment.after is None else moment.after.activations[-1]),
    ):
        if outputs is not None:
            examples = ((f"a {label}", outputs[:, i]) for i, label in enumerate(labels))
            tables.append(Table(name, (("output", range(len(outputs))), *examples)))
    if moment.cost is not None:
        costs = moment.cost, None if moment.after is None else moment.after.cost
        tables.append(of_rows("cost", ("cost of these examples", "after the step"), [costs]))
    return tables


def name_of_input(layer: int, i: int) -> str:
    """The name of what a layer gets as its input i: a pixel's column and row, or a neuron."""
    return f"neuron {i}" if layer else f"pixel {i % 28}, {i // 28}"


def name_of_layer(layer: int, layers: int) -> str:
    """A layer's name; layer 0 is the first after the input."""
    return "output" if layer == layers - 1 else f"hidden layer {layer + 1}"
