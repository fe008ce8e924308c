"""Parts of all tabs: colours, fields for numbers, galleries of digits, rows of bars."""

import os
import re
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from contrast import contrast
from desk import Left, click_item
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QWidget
from wheel import turn_wheel

from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.core.network import Network
from digitpad.session.inside.seen import INPUT, Seen
from digitpad.ui.inside.choice import Choice, NeuronRows
from digitpad.ui.inside.laboratory_controls import ChangeList
from digitpad.ui.parts import theme
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import REST, column
from digitpad.ui.parts.number_fields import NumberField, whole_number
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import Tile, inked, signed
from digitpad.ui.parts.theme import DARK, LIGHT

# Text and lines stand out from their background as WCAG 2.2, level AA, demands: 4.5 for text
# (1.4.3), 3 for large type and for lines and marks with a meaning (1.4.11). Grid lines, the empty
# part of a bar, and disabled parts are exempt.


TEXT, LINE = 4.5, 3.0
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])

# Colours, their backgrounds, and the contrast that they need.
PAIRS = [
    ("ink", "window page paper hover pressed soft track cell", TEXT),
    ("muted", "window page paper soft track", TEXT),
    ("accent", "window page paper soft", TEXT),
    ("error misread", "window page paper", TEXT),
    ("on_accent", "accent accent_hover", TEXT),
    ("paper", "misread", TEXT),  # a digit in a corner
    ("edge below above", "window page paper", LINE),
    ("ink muted accent", "track", LINE),  # a bar, at the edge of its empty part
]


@BOTH
def test_the_tokens_stand_out_from_one_another(colors):
    for inks, grounds, least in PAIRS:
        for ink in inks.split():
            for ground in grounds.split():
                found = contrast(getattr(colors, ink), getattr(colors, ground))
                assert found >= least, (ink, ground, found)
    for run in colors.runs:  # the names beside their lines
        assert contrast(run, colors.page) >= TEXT
    for digit in colors.digits:
        assert contrast(digit, colors.page) >= LINE
    # No sign has the colour of a mistake or of a button.
    above, below = colors.above.hue(), colors.below.hue()
    assert min(above, 360 - above) < 10 and 190 < below < 230  # red, and blue
    assert all(25 < orange.hue() < 45 for orange in (colors.misread, colors.cell))
    assert 235 < colors.accent.hue() < 260  # indigo


@BOTH
def test_numbers_can_be_read_on_every_shade(colors):
    for strongest in (colors.below, colors.above, colors.ink, colors.cell, colors.muted):
        for part in range(101):
            ground = theme.mixed(colors.paper, strongest, part / 100)
            assert contrast(theme.text_on(ground), ground) >= TEXT, (strongest.name(), part)


@BOTH
def test_the_stylesheet_and_the_palette_have_the_colours_of_the_theme(qapp, colors):
    sheet = theme.stylesheet(colors, QFont("Sans", 10))
    title, caption = (
        float(re.findall(rf'role="{role}"\] {{ font-size: ([\d.]+)pt', sheet)[0])
        for role in ("title", "caption")
    )
    assert "@" not in sheet and title / caption == pytest.approx(1.5 / 0.9, abs=0.01)
    values = [getattr(colors, name) for name in colors.__slots__]
    ours = {value.name() for value in values if isinstance(value, QColor)}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= ours
    palette = theme.palette_of(colors)
    for text, ground in (
        (palette.text(), palette.base()),
        (palette.windowText(), palette.window()),
        (palette.buttonText(), palette.button()),
        (palette.toolTipText(), palette.toolTipBase()),
        (palette.highlightedText(), palette.highlight()),
        (palette.placeholderText(), palette.base()),
        (palette.link(), palette.base()),
    ):
        assert contrast(text.color(), ground.color()) >= TEXT


# Also the colour-blind can tell the lines of eight runs apart.

# Machado, Oliveira and Fernandes, IEEE Transactions on Visualization and Computer Graphics 15
# (2009) 1291, severity 1, for linear RGB.
SEEN_BY = {
    "most people": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ @ np.ones(3)
APART, JUST_APART = 20, 5  # CIE 1976; 2.3 can just be noticed. Names stand at the lines as well


def linear(color):
    values = np.array(color.getRgbF()[:3])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    relative = TO_XYZ @ rgb.clip(0, 1) / WHITE
    f = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@BOTH
def test_eight_lines_differ_in_colour(colors):
    assert len(colors.runs) == 8
    for people, matrix in SEEN_BY.items():
        for one, other in combinations(colors.runs, 2):
            far = np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other)))
            least = APART if people == "most people" else JUST_APART
            assert far > least, (people, one.name(), other.name(), far)


# Fields for numbers work alike in every country.


@pytest.fixture(params=["C", "de_DE", "fr_CH", "tr_TR", "ar_EG"])
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def rate(locale, in_sight):
    return in_sight(NumberField(0.5, 1e-9, 1e6, 1e-6))


@pytest.fixture
def count(locale, in_sight):
    return in_sight(whole_number(1234, 1, 50_000))


def enter(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("0,25", 0.25, "0.25"),
        ("2E2", 200.0, "200"),
        (".5", 0.5, "0.5"),
        ("2e-5", 2e-5, "2e-05"),
        ("0,125", 0.125, "0.125"),
        ("2,5", 2.5, "2.5"),
        ("1000", 1000.0, "1000"),
    ],
)
def test_a_rate_is_typed_with_a_point_a_comma_or_an_exponent(rate, typed, number, shown):
    enter(rate, typed)
    assert (rate.value(), rate.text()) == (number, shown)


@pytest.mark.parametrize(
    "typed",
    ["", "0", "1e7", "1e999", "1.2.3", "1,2,3", "1e-", "nan", "-1", "1,000", "50,000", "1,000,000"],
)
def test_text_and_numbers_out_of_range_are_not_taken(rate, typed):
    enter(rate, typed)
    assert (rate.value(), rate.text()) == (0.5, "0.5")
    rate.setSuffix(" s")
    enter(rate, "x1y")  # nor are letters, and a unit stays
    assert (rate.value(), rate.text()) == (1, "1 s")


@pytest.mark.parametrize(("typed", "number"), [("10000", 10_000), ("10,000", 10_000), ("7", 7)])
def test_a_whole_number_is_shown_in_groups(count, typed, number):
    assert count.text() == "1,234"
    enter(count, typed)
    assert (count.value(), count.text()) == (number, f"{number:,}")
    enter(count, "0")
    assert count.value() == number


@pytest.mark.parametrize("typed", ["1,5", "12,34", "1,0000", "0,250", "2.5", "1e2", "-5", "5-5"])
def test_what_is_no_whole_number_is_refused(count, typed):
    """Qt would take 1,5 for 15, and 2.5 for 25."""
    count.selectAll()
    QTest.keyClicks(count, typed)
    assert count.cleanText() == typed  # all of it is seen
    QTest.keyClick(count, Qt.Key.Key_Return)
    assert count.value() == 1234
    enter(count, "5 000")
    assert count.value() == 5000


def test_a_number_that_is_too_small_to_hold_is_no_zero(locale, in_sight):
    field = in_sight(NumberField(0.5, 0, 10, 0.1))
    enter(field, "1e-400")
    assert field.value() == 0.5
    enter(field, "0.00")
    assert field.value() == 0


def test_an_entry_counts_when_it_is_finished(rate, count):
    for field, typed, number in ((rate, "0.125", 0.125), (count, "100", 100)):
        before = field.value()
        field.selectAll()
        QTest.keyClicks(field, typed)
        assert field.value() == before
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.value() == number


def test_a_field_that_tracks_the_keyboard_counts_each_letter(in_sight):
    field = in_sight(whole_number(1, 0, 1500, tracks_keyboard=True))
    field.setValue(1234)
    assert field.text() == "1234"
    field.selectAll()
    QTest.keyClicks(field, "12")
    assert field.value() == 12


def test_a_step_goes_from_the_typed_number_to_the_next_round_one(rate):
    def after(step, count):
        return [(step(), rate.value())[1] for _ in range(count)]

    rate.selectAll()
    QTest.keyClicks(rate, "3")
    assert after(rate.stepUp, 4) == [5, 10, 20, 50]
    rate.setValue(7e5)
    assert after(rate.stepUp, 2) == [1e6, 1e6]  # the most
    rate.setValue(3e-6)
    assert after(rate.stepDown, 4) == [2e-6, 1e-6, 1e-9, 1e-9]
    assert after(rate.stepUp, 1) == [1e-6]


# A gallery of digits: its pictures, and choosing one of thousands.


Role = Qt.ItemDataRole


def digits(count):
    """Images, each with ink in another part."""
    found = []
    for number in range(count):
        pixels = np.zeros(784, np.uint8)
        pixels[28 * (number % 28) :][:28] = 255
        found.append(inked(pixels, str(number)))
    return found


@pytest.fixture
def many(in_sight):
    gallery = in_sight(Gallery(40), 500, 300)
    gallery.show_tiles(digits(10_000))
    return gallery


def test_a_click_chooses_a_digit_and_keys_go_from_one_to_the_next(qtbot, many):
    many.scrollTo(many.model().index(7_654, 0))
    with qtbot.waitSignal(many.chosen) as told:
        click_item(many, 7_654)
    assert told.args[0].caption == "7654"
    many.setFocus()
    columns = many.viewport().width() // many.gridSize().width()
    QTest.keyClick(many, Qt.Key.Key_Home)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(many, key)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(many.chosen) as told:
            QTest.keyClick(many, key)
        assert told.args[0].caption == str(columns + 1)
    QTest.keyClick(many, Qt.Key.Key_End)
    assert many.visualRect(many.currentIndex()).intersects(many.viewport().rect())
    assert many.currentIndex().data() == "9999"


def test_the_wheel_scrolls_thousands_of_digits(many):
    turn_wheel(many, -1)
    assert many.verticalScrollBar().value() > 0


def test_only_visible_tiles_of_thousands_are_asked_for_even_while_somebody_types(many):
    asked = set()

    class Watched(list[Tile]):
        def __getitem__(self, index):
            if isinstance(index, int):
                asked.add(index)
            return super().__getitem__(index)

    many.show_tiles(Watched(digits(10_000)))
    many.grab()
    QTest.keyClick(many, Qt.Key.Key_X)
    assert 0 < len(asked) < 200


def test_a_row_gets_smaller_if_there_is_less_room(qtbot, in_sight):
    row = in_sight(Gallery(46, 9), 600, 200)
    row.show_tiles(digits(9))
    for width in (600, 300):
        row.resize(width, row.heightForWidth(width))
        qtbot.waitUntil(lambda width=width: row.width() == width)
        last = row.visualRect(row.model().index(8, 0))
        assert last.top() == row.visualRect(row.model().index(0, 0)).top()
        assert last.right() <= width and last.bottom() <= row.height()
    assert row.accessibleDescription() == "0, 1, 2, 3, 4, 5, 6, 7, 8"


def test_as_many_new_tiles_keep_the_choice_and_the_place(many):
    many.show_chosen(5_000)
    scrolled = many.verticalScrollBar().value()
    many.show_tiles(digits(10_000))
    assert many.currentIndex().row() == 5_000
    assert many.verticalScrollBar().value() == scrolled > 0
    many.show_tiles(digits(20))
    assert many.model().rowCount() == 20 and not many.currentIndex().isValid()


def lightness(image):
    """A pixel of each of the 28 rows, from a column in the middle of a picture."""
    side = image.width()
    return [image.pixelColor(side // 2, (2 * y + 1) * side // 56).lightness() for y in range(28)]


def picture_in(gallery, row):
    return gallery.model().index(row, 0).data(Role.DecorationRole)


def test_digits_are_ink_on_paper_and_numbers_are_blue_and_red(in_sight):
    row = in_sight(Gallery(56, 3), 600, 200)
    values = np.zeros((28, 28), np.float32)
    values[3], values[20], values[21] = -2, 1, 9
    row.show_tiles([digits(21)[20], signed(values, "weights", most=2)])
    dark = [y for y, light in enumerate(lightness(picture_in(row, 0))) if light < 128]
    assert dark == [20]
    image, colors = picture_in(row, 1), theme.current()
    for y, strongest, part in (
        (3, colors.below, 1),
        (20, colors.above, 0.5),
        (21, colors.above, 1),
    ):
        color = image.pixelColor(image.width() // 2, (2 * y + 1) * image.width() // 56)
        expected = theme.mixed(colors.paper, strongest, part)
        assert np.allclose(color.getRgb(), expected.getRgb(), atol=2)
    assert row.model().index(1, 0).data() == "weights, ±2+"  # and 9 is beyond
    theme.choose("dark")
    bright = [y for y, light in enumerate(lightness(picture_in(row, 0))) if light > 128]
    assert bright == [20]


AT_SCALE_2 = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
from digitpad.ui.drawing.reading_view import Preview
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.small_pictures import inked
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

application = QApplication([])
pixels = np.random.default_rng(5).random((28, 28), np.float32)
preview, gallery, plot = Preview(), Gallery(56), Plot("plot", "cost")
gallery.setObjectName("row")
preview.show_large(3)
preview.show_images([pixels])
gallery.show_tiles([inked(np.uint8(255 * pixels), "digit")])
plot.setObjectName("plot")
plot.resize(300, 200)
level = Curve("level", np.array([1.0, 9.0]), np.array([0.5, 0.5]), form="line")
plot.show_chart(Chart((Trace("a", "", "accent", (level,)),), "cost"))
for widget in (preview, gallery, plot):
    widget.show()
    widget.grab().save(f"{sys.argv[1]}/{widget.objectName()}.png")
"""


@pytest.mark.slow
def test_pictures_are_sharp_at_twice_the_scale(tmp_path):
    twice = os.environ | {"QT_SCALE_FACTOR": "2"}
    subprocess.run([sys.executable, "-c", AT_SCALE_2, tmp_path], env=twice, check=True)
    for name, side in (("preview", 84), ("row", 56)):
        image = QImage(str(tmp_path / f"{name}.png"))
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        y, x = np.argwhere(found != found[0, -1]).min(axis=0)  # beside it is nothing
        found = found[y : y + 2 * side, x : x + 2 * side]
        lines = found[:3], found[:-4:-1], found.T[:3], found.T[:-4:-1]  # from outside
        for line in lines:  # as wide on all sides
            edge = line[0, side]
            assert (line[:2, 2:-2] == edge).all() and (line[2, 2:-2] != edge).any()
        # Each of the network's pixels is a square of one colour.
        cells = found.reshape(28, side // 14, 28, side // 14)[1:-1, :, 1:-1]
        assert (cells == cells[:, :1, :, :1]).all() and len(np.unique(cells)) > 100, name
    plot = QImage(str(tmp_path / "plot.png"))
    assert (plot.width(), plot.height()) == (600, 400)
    column = [plot.pixelColor(400, y).name() for y in range(400)]
    assert column.count(LIGHT.accent.name()) == 2  # of the line's three, half a one above and below
    assert column[::2] != column[1::2]  # no pixel of a smaller picture stands for two


def test_a_pixel_is_told_and_can_be_framed(in_sight):
    row = in_sight(Gallery(56, 1), 600, 200)
    values = np.zeros((28, 28), np.float32)
    values[5, 7] = -0.25
    row.show_tiles([signed(values, "weights")])
    picture = row.picture_in(row.visualRect(row.model().index(0, 0)))
    side = picture.width()
    at = picture.topLeft() + QPoint((2 * 7 + 1) * side // 56, (2 * 5 + 1) * side // 56)
    assert row.explained_at(at) == "weights, ±0.25, pixel 7, 5: −0.25"
    assert signed(0 * values, "weights").caption == "weights, all 0"
    before = lightness(picture_in(row, 0))
    row.mark(28 * 9 + 14)  # in the middle of the tenth row
    after = lightness(picture_in(row, 0))
    changed = [y for y in range(28) if before[y] != after[y]]
    assert changed and set(changed) <= set(range(6, 13))


@pytest.mark.parametrize("shows_choice", [True, False])
def test_the_current_digit_is_framed_while_it_has_the_focus_or_stays_chosen(in_sight, shows_choice):
    row = in_sight(Gallery(56, 3, shows_choice), 600, 200)
    row.show_tiles(digits(3))

    def framed():
        image, size = row.viewport().grab().toImage(), row.iconSize().width()
        cells = [row.picture_in(row.visualRect(row.model().index(i, 0))) for i in range(3)]
        sides = [image.pixelColor(cell.left() - 1, cell.top() + size // 2) for cell in cells]
        above = [image.pixelColor(cell.left() + size // 2, cell.top() - 1) for cell in cells]
        assert sides == above  # which is not cut, though the row is at the upper edge
        return sides

    row.setFocus()
    row.show_chosen(1)
    ground = framed()[2]
    assert framed() == [ground, theme.current().accent, ground]
    row.clearFocus()
    wanted = theme.current().ink if shows_choice else ground
    assert framed() == [ground, wanted, ground]


@pytest.mark.parametrize("count", [None, 3])  # rows that fill it, a single row
def test_large_captions_do_not_cover_each_other(in_sight, count):
    gallery = in_sight(Gallery(40, count, longest="0>0 .00"), 500, 300)
    font = gallery.font()
    font.setPointSize(30)
    gallery.setFont(font)
    wide = gallery.fontMetrics().horizontalAdvance("0>0 .00")
    assert gallery.gridSize().width() > wide > 80
    assert gallery.gridSize().height() > 40 + gallery.fontMetrics().height()
    if count is not None:
        gallery.resize(count * 60, 300)
        assert gallery.gridSize().width() == 60  # all are in sight


def test_a_gallery_has_the_focus_only_where_a_tile_can_be_framed(many):
    assert not Gallery(40).focusPolicy()
    many.show_tiles(())
    assert not many.focusPolicy()
    many.show_tiles(digits(3))
    assert many.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_ctrl_c_copies_the_picture_and_its_caption(many):
    many.show_chosen(20)
    many.setFocus()
    QTest.keyClick(many, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().mimeData()
    assert copied.text() == "20"
    inked = lightness(copied.imageData())
    assert [y for y, light in enumerate(inked) if light < 128] == [20]
    QApplication.clipboard().clear()


# Rows of signed bars: their lengths, choosing one, and copying.


@pytest.fixture
def bars(in_sight):
    bars = SignedBars(4, "neuron 12")
    bars.show_bars([("neuron 12", 1.234), ("neuron 3", -0.617), ("pixel 5", 0.0), ("bias", 0.1)])
    return in_sight(bars, 400, bars.sizeHint().height())


def middle(bars, row):
    return bars.visualRect(bars.model().index(row, 0)).center()


def length(bars, row, color):
    """How many pixels in the middle of a row have this colour."""
    image, y = bars.viewport().grab().toImage(), middle(bars, row).y()
    return sum(image.pixelColor(x, y) == color for x in range(image.width()))


def test_bars_are_red_above_0_and_blue_below_on_one_scale(bars):
    colors = theme.current()
    longest = length(bars, 0, colors.above)
    assert longest > 60 and not length(bars, 0, colors.below)
    assert length(bars, 1, colors.below) == pytest.approx(longest / 2, abs=2)
    assert not length(bars, 2, colors.above) and not length(bars, 2, colors.below)
    assert bars.verticalScrollBar().maximum() == 0  # it is as high as its rows
    bars.show_bars([("neuron 12", 1e-4), ("neuron 3", 0.0)], strong=(1,))
    model = bars.model()
    assert [model.index(row, 1).data() for row in range(2)] == ["+1.0e−04", "0.00"]
    bars.show_bars([("neuron 12", 5.47e15), ("neuron 3", -6.81e38)])
    numbers = [model.index(row, 1).data() for row in range(2)]
    assert numbers == ["+5.5e+15", "−6.8e+38"]
    _, room = bars.widths()
    assert all(bars.fontMetrics().horizontalAdvance(text) <= room for text in numbers)
    bars.show_bars([("neuron 12", 1e-4), ("neuron 3", 0.0)], strong=(1,))
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(2)]
    assert fonts[0] is None and fonts[1].bold()


def test_a_row_is_pointed_at_and_chosen_by_mouse_and_keys(qtbot, bars):
    choice = Choice(bars)
    places = NeuronRows(bars, choice)
    places.show([(1, 12), (1, 3), (INPUT, 5), None])
    current = bars.currentIndex()
    for row, place in ((1, (1, 3)), (2, (INPUT, 5)), (3, None), (0, (1, 12))):
        QTest.mouseMove(bars.viewport(), middle(bars, row))
        qtbot.waitUntil(lambda place=place: choice.pointed == place)
        assert bars.currentIndex() == current  # or a screen reader would read out each row
    places.show([(1, 3), (1, 4), (INPUT, 5), None])  # another one is below the pointer
    assert choice.pointed == (1, 3)
    QTest.mouseClick(bars.viewport(), Left, pos=middle(bars, 2))  # a pixel is no neuron
    assert not choice.is_by_hand
    QTest.mouseClick(bars.viewport(), Left, pos=middle(bars, 1))
    assert (choice.layer, choice.neuron) == (1, 4)
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Home)
    assert choice.pointed == (1, 3)
    for key, neuron in ((Qt.Key.Key_Return, 3), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Return, 4)):
        QTest.keyClick(bars, key)
        assert choice.neuron == neuron
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert choice.pointed == (INPUT, 5)
    QTest.mouseMove(bars.viewport(), middle(bars, 3))  # keys go on from their own place
    qtbot.waitUntil(lambda: choice.pointed is None)
    QTest.keyClick(bars, Qt.Key.Key_Up)
    assert choice.pointed == (1, 4)
    bars.clearFocus()
    assert choice.pointed is None


def test_all_rows_are_told_and_copied(bars):
    model = bars.model()
    told = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert told == ["neuron 12 +1.23", "neuron 3 −0.62", "pixel 5 0.00", "bias +0.10"]
    QTest.keyClick(bars, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = "neuron 12\t+1.23\nneuron 3\t−0.62\npixel 5\t0.00\nbias\t+0.10"
    assert QGuiApplication.clipboard().text() == copied


def test_a_list_of_changes_is_as_high_as_its_rows_of_any_number_of_lines(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    rows, network = ChangeList(), Network([784, 30, 10])
    column(rows, REST, of=around)
    around.show()
    changes = NeuronChange(0, 12, True, 9.9, 2.5), NeuronChange(0, 1, True)
    rows.show_changes(Seen(network, (), True, 0, 0), network, Alteration(changes))

    def heights():
        return [rows.visualRect(rows.model().index(row, 0)).height() for row in (0, 1)]

    for width, lines in ((2000, 2), (300, 3)):
        around.resize(width, 400)
        qtbot.waitUntil(lambda: rows.height() == sum(heights()))
        least = lines * rows.fontMetrics().height()
        qtbot.waitUntil(lambda least=least: least <= rows.height() < least + min(heights()))


# Boxes and lists.


@pytest.mark.parametrize("kind", [QComboBox, QListWidget])
def test_a_box_and_a_list_offer_other_items_without_a_signal(qtbot, kind):
    box, told, data = kind(), [], Alteration()
    qtbot.addWidget(box)
    changes = (
        (box.currentIndexChanged, box.currentTextChanged)
        if kind is QComboBox
        else (box.currentRowChanged, box.currentItemChanged, box.itemChanged)
    )
    for change in changes:
        change.connect(lambda *now: told.append(now))
    model = box.model()

    def current():
        index = box.currentIndex() if kind is QComboBox else box.currentRow()
        return model.index(index, 0).data(), model.index(index, 0).data(Qt.ItemDataRole.UserRole)

    offer(box, [("a", None), ("b", data), ("c", 3)], data)
    assert current() == ("b", data) and model.rowCount() == 3
    offer(box, [("a", None), ("c", 3)], 3)
    assert current() == ("c", 3)
    offer(box, [("a", None), ("d", 3)], 3)
    assert current() == ("d", 3)
    offer(box, [("a", None), ("d", 3)], "gone")
    assert current() == ("a", None)
    assert told == []
