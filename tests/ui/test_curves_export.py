"""Exported curves: what other programs, and people, find in the files."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QTransform
from pytestqt.qtbot import QtBot
from results import epoch_result

from digitpad import Hyperparameters, Network, QuadraticCost
from digitpad.core.curves_csv import curves_csv
from digitpad.core.files import FileError
from digitpad.core.sgd import EpochResult
from digitpad.ui import theme
from digitpad.ui.train.curves_export import (
    EXPORTS,
    HEIGHT,
    WIDTH,
    Curves,
    as_png,
    as_svg,
    export_curves,
)

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need one

NETWORK = Network([784, 30, 10])


def history(epochs: int, eta: Callable[[int], float] = lambda epoch: 0.5) -> list[EpochResult]:
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


def curves(results: list[EpochResult], logarithmic: bool = False) -> Curves:
    return Curves(results, NETWORK, Hyperparameters(), logarithmic)


def elements(svg: bytes, kind: str) -> list[tuple[ElementTree.Element, QTransform]]:
    """The elements of a kind in an SVG file, each with what it is moved and turned by."""
    space = "{http://www.w3.org/2000/svg}"
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{space}g"):
        matrix = group.get("transform", "matrix(1,0,0,1,0,0)")
        numbers = [float(number) for number in matrix[len("matrix(") : -1].split(",")]
        for element in group.findall(f"{space}{kind}"):
            found.append((element, QTransform(*numbers)))
    return found


def texts(svg: bytes) -> list[tuple[str, QRectF]]:
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
        found.append((text.strip(), transform.mapRect(place)))
    return found


def written(svg: bytes) -> str:
    """All that is written in an SVG file; Qt writes letters of another font by themselves."""
    return " ".join(" ".join(text for text, _ in texts(svg)).split())


def halved(every: int) -> Callable[[int], float]:
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
    "deep": Curves(history(3), Network([784, *[100] * 60, 10], cost=QuadraticCost)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nothing_is_written_over_another_or_over_the_edge(case: Curves) -> None:
    places = texts(as_svg(case))
    assert [text for text, _ in places].count("epoch") == 2
    picture = QRectF(0, 0, WIDTH, HEIGHT).adjusted(4, 4, -4, -4)
    for text, place in places:
        assert picture.contains(place), text
    for (text, place), (other_text, other_place) in itertools.combinations(places, 2):
        # Letters of two fonts touch.
        apart = place.adjusted(0, 0, -1, 0), other_place.adjusted(0, 0, -1, 0)
        assert not apart[0].intersects(apart[1]), (text, other_text)


def test_the_picture_says_what_it_shows() -> None:
    text = written(as_svg(curves(history(30, halved(20)))))
    for words in (
        "784-30-10, cross-entropy",
        "learning rate η 0.5, L2 regularization λ 5, mini-batches of 10",
        "cost evaluation 0.3700 training 0.3267",
        "accuracy evaluation 96.77 % training 97.67 %",
        "accuracy (%)",
        "5 10 15 20 25 30",
        "η 0.25",
    ):
        assert words in text


def test_the_svg_has_each_epoch_where_it_belongs() -> None:
    """Read from the picture by its axis, as a person with a ruler would."""
    results = history(250)
    svg = as_svg(curves(results))
    (low, low_place), (high, high_place) = [
        (float(text), place.center().y())
        for text, place in texts(svg)
        if text in ("0.4", "1.0") and place.bottom() < HEIGHT / 2
    ][:2]
    color = theme.LIGHT.evaluation.name()
    points: list[tuple[float, float]] = []
    for group in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):
        for line in group.findall("{http://www.w3.org/2000/svg}polyline"):
            if group.get("stroke") == color:
                pairs = [pair.split(",") for pair in (line.get("points") or "").split()]
                new = [(float(x), float(y)) for x, y in pairs]
                # A curve is painted in pieces, each of which begins where the last one ended.
                # A line of two points is in the legend.
                if len(new) > 2:
                    points += new[1:] if points and new[0] == points[-1] else new
    assert len(points) == 2 * len(results)  # the costs, and the accuracies below
    for result, (_, y) in zip(results, points):
        cost = low + (y - low_place) / (high_place - low_place) * (high - low)
        assert result.evaluation_cost == pytest.approx(cost, abs=0.004)
    across = [x for x, _ in points[:250]]
    steps = [b - a for a, b in itertools.pairwise(across)]
    assert min(steps) == pytest.approx(max(steps), abs=0.03)


def test_a_curve_that_was_not_measured_is_neither_drawn_nor_named() -> None:
    svg = as_svg(curves([epoch_result(e, evaluation_accuracy=9000) for e in (1, 2)]))
    assert "training" not in written(svg)
    assert written(svg).count("nothing was measured") == 1
    assert theme.LIGHT.training.name() not in svg.decode()


def test_elsewhere_the_svg_has_a_font_too() -> None:
    svg = as_svg(curves(history(3)))
    families = {element.get("font-family") for element, _ in elements(svg, "text")}
    assert families == {f"{QFont().family()}, sans-serif"}


def test_the_png_has_both_curves_on_white(choose_scheme: Callable[[Qt.ColorScheme], None]) -> None:
    choose_scheme(Qt.ColorScheme.Light)
    content = as_png(curves(history(30)))
    image = QImage.fromData(content, "PNG")
    assert (image.width(), image.height()) == (WIDTH, HEIGHT)
    assert image.pixelColor(2, 2) == QColor("white")
    for half in (image.copy(0, 130, WIDTH, 500), image.copy(0, 680, WIDTH, 500)):
        small = half.convertToFormat(QImage.Format.Format_RGB32)
        colors = set(memoryview(small.constBits()).cast("I"))
        assert {theme.LIGHT.evaluation.rgb(), theme.LIGHT.training.rgb()} <= colors
    # The window's scheme is the window's.
    choose_scheme(Qt.ColorScheme.Dark)
    assert as_png(curves(history(30))) == content


@pytest.mark.parametrize("kind", EXPORTS)
def test_each_kind_is_written_from_a_thread(kind: str, tmp_path: Path, qtbot: QtBot) -> None:
    case = curves(history(30))
    path = tmp_path / "curves"
    thread = threading.Thread(target=export_curves, args=(path, EXPORTS[kind], case))
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    thread.join()
    suffix = kind.rpartition("*.")[2].rstrip(")")
    if suffix == "csv":
        assert path.read_bytes() == curves_csv(case.history, NETWORK, case.hyperparameters)
    else:
        begins = {"png": b"\x89PNG", "svg": b"<?xml"}[suffix]
        assert path.read_bytes().startswith(begins)


def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        export_curves(tmp_path / "gone" / "curves.svg", as_svg, curves(history(1)))
    assert str(caught.value).startswith("curves.svg cannot be written") and not list(
        tmp_path.iterdir()
    )
