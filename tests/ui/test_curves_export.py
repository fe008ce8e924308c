"""Exported curves: what other programs, and people, find in the files."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QTransform
from results import epoch_result

from digitpad import Hyperparameters, Network, QuadraticCost
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.run import Networks, Run
from digitpad.session.runs.run_settings import caption_of
from digitpad.ui.parts import theme
from digitpad.ui.plots.chart import Chart, run_chart, trace_of
from digitpad.ui.plots.plots_export import HEIGHT, SCALE, WIDTH, paint
from digitpad.ui.plots.series import Series

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need one

Picture = tuple[tuple[str, str], Sequence[Chart]]  # two lines of text, and charts
NETWORK = Network([784, 30, 10])


def history(epochs, eta=lambda epoch: 0.5):
    """A run that learns."""
    return [
        epoch_result(
            epoch,
            evaluation_cost=0.35 + 0.6 / epoch,
            evaluation_accuracy=9700 - 700 // epoch,
            training_cost=0.3 + 0.8 / epoch,
            training_accuracy=49_000 - 5000 // epoch,
            eta=eta(epoch),
        )
        for epoch in range(1, epochs + 1)
    ]


def run_of(results, network=NETWORK):
    sizes = tuple(network.sizes[1:-1])
    architecture = Architecture(sizes, network.cost.__name__)
    networks = Networks(network)
    run = Run(number=1, architecture=architecture, data_set="MNIST", networks=networks)
    of_file = {"start_epochs": len(results), "start_hyperparameters": Hyperparameters()}
    return replace(run, history=tuple(results), **of_file)


def curves(results, logarithmic=False, network=NETWORK):
    run, series = run_of(results, network), Series(results)
    charts = [
        run_chart(
            [trace_of([series], quantity, "run", "", 1, (), ("accent", "muted"))],
            quantity,
            logarithmic=(False, logarithmic and quantity == "cost"),
        )
        for quantity in ("cost", "accuracy")
    ]
    return caption_of(run.record), charts


def as_svg(picture):
    return paint(*picture, "svg")


def elements(svg, kind, stroke=""):
    """The elements of a kind, and a stroke, in an SVG file, each with what it is moved by."""
    space = "{http://www.w3.org/2000/svg}"
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{space}g"):
        matrix = group.get("transform", "matrix(1,0,0,1,0,0)")
        numbers = [float(number) for number in matrix[len("matrix(") : -1].split(",")]
        if not stroke or group.get("stroke") == stroke:
            found += [(each, QTransform(*numbers)) for each in group.findall(f"{space}{kind}")]
    return found


def texts(svg):
    """What is written in an SVG file, and where."""
    found = []
    for element, transform in elements(svg, "text"):
        font = QFont()
        font.setPixelSize(int(element.get("font-size", "")))
        font.setWeight(QFont.Weight(int(element.get("font-weight", ""))))
        text = element.text or ""
        metrics = QFontMetricsF(font)
        x, y = float(element.get("x", "")), float(element.get("y", ""))
        # As high as a capital letter: what hangs below a line is in nobody's way.
        height = metrics.capHeight()
        place = QRectF(x, y - height, metrics.horizontalAdvance(text.rstrip()), height)
        if text.strip():
            found.append((text.strip(), transform.mapRect(place)))
    return found


def written(svg):
    """All that is written in an SVG file; Qt writes letters of another font by themselves."""
    return " ".join(" ".join(text for text, _ in texts(svg)).split())


def halved(every):
    return lambda epoch: 0.5 / 2 ** (epoch // every)


CASES = {
    "none": curves([]),
    "one": curves(history(1)),
    "two": curves(history(2)),
    "thirty": curves(history(30, halved(9))),
    "thirty by logarithms": curves(history(30), logarithmic=True),
    "each epoch changed": curves(history(40, halved(1))),
    "a thousand": curves(history(1000, halved(40))),
    "a million": curves([epoch_result(10**6 + e, evaluation_cost=0.5) for e in range(200)]),
    "flat": curves([epoch_result(e, training_cost=1 / 3 + 1e-9 * e) for e in range(1, 20)]),
    "steep": curves([epoch_result(e, training_cost=10.0**e) for e in range(1, 20)]),
    "steep by logarithms": curves(
        [epoch_result(e, training_cost=10.0**e) for e in range(-9, 20)], logarithmic=True
    ),
    "perfect": curves([epoch_result(e, evaluation_accuracy=10_000) for e in range(1, 4)]),
    "zero": curves([epoch_result(e, evaluation_cost=0.0) for e in range(1, 4)], logarithmic=True),
    "deep": curves(history(3), network=Network([784, *[100] * 60, 10], cost=QuadraticCost)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nothing_is_written_over_another_or_over_the_edge(case):
    places = texts(as_svg(case))
    assert [text for text, _ in places].count("epoch") == 2
    picture = QRectF(0, 0, WIDTH, HEIGHT).adjusted(4, 4, -4, -4)
    for text, place in places:
        assert picture.contains(place), text
    for (text, place), (other_text, other_place) in itertools.combinations(places, 2):
        # Letters of two fonts touch.
        apart = place.adjusted(0, 0, -1, 0), other_place.adjusted(0, 0, -1, 0)
        assert not apart[0].intersects(apart[1]), (text, other_text)


def test_the_picture_says_what_it_shows():
    text = written(as_svg(curves(history(30, halved(20)))))
    for words in (
        "784-30-10, cross-entropy",
        "mini-batch 10, η 0.5, 0.25 from epoch 20, regularization L2, λ 5",
        "cost epoch 30 ━━ evaluation 0.3700 ╍╍ training 0.3267",
        "accuracy epoch 30 ━━ evaluation 96.77 % ╍╍ training 97.67 %",
        "accuracy (%)",
        "5 10 15 20 25 30",
        "η 0.25",
    ):
        assert words in text


def test_no_name_spoils_the_svg():
    _, charts = curves(history(2))
    root = ElementTree.fromstring(as_svg((("mine <1> & \a2", "a\x1bb"), charts)))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "mine <1> & �2"


def lines(svg, color):
    """The places of the points of the curves of a colour."""
    found = []
    for path, transform in elements(svg, "path", color.name()):
        steps = (path.get("d") or "").split()
        if all(step[0] in "ML" for step in steps):
            pairs = [step[1:].split(",") for step in steps]
            found.append([transform.map(float(x), float(y)) for x, y in pairs])
    return found


def test_the_svg_has_each_epoch_where_it_belongs():
    """Read from the picture by its axis, as a person with a ruler would."""
    results = history(250)
    svg = as_svg(curves(results))
    (low, low_place), *_, (high, high_place) = sorted(
        (float(text), place.center().y())
        for text, place in texts(svg)
        if re.fullmatch(r"[01]\.\d+", text) and place.right() < 96 and place.bottom() < HEIGHT / 2
    )
    costs = [line for line in lines(svg, theme.LIGHT.accent) if line[0][1] < HEIGHT / 2]
    fits = 0
    for line in costs:
        assert len(line) == len(results)
        read = [low + (y - low_place) / (high_place - low_place) * (high - low) for _, y in line]
        wanted = [result.evaluation_cost for result in results]
        fits += read == pytest.approx(wanted, abs=0.005)
    assert fits == 1  # the other line is the training's
    steps = [b - a for (a, _), (b, _) in itertools.pairwise(costs[0])]
    assert min(steps) == pytest.approx(max(steps), abs=0.03)


def test_what_was_not_measured_is_not_drawn():
    svg = as_svg(curves([epoch_result(e, evaluation_accuracy=9000) for e in (1, 2)]))
    assert len(lines(svg, theme.LIGHT.accent)) == 1
    assert "evaluation 90.00 %" in written(svg)


def test_elsewhere_the_svg_has_a_font_too():
    svg = as_svg(curves(history(3)))
    families = {element.get("font-family") for element, _ in elements(svg, "text")}
    assert families == {f"{QFont().family()}, sans-serif"}


def test_the_png_has_the_colours_of_paper_in_either_scheme():
    theme.choose("light")
    content = paint(*curves(history(30)), "png")
    image = QImage.fromData(content, "PNG")
    assert (image.width(), image.height()) == (SCALE * WIDTH, SCALE * HEIGHT)
    colors = set(
        memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
    )
    assert {theme.LIGHT.accent.rgb(), theme.LIGHT.muted.rgb(), QColor("white").rgb()} <= colors
    theme.choose("dark")  # the window's scheme is the window's
    assert paint(*curves(history(30)), "png") == content
