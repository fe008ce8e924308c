"""Fields for numbers show and take the same in every country."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from digitpad.ui.parts.number_fields import NumberField, text_of, waiting, whole_number


@pytest.fixture(params=["C", "de_DE", "fr_CH", "tr_TR", "ar_EG"])
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def rate(locale, qtbot):
    field = NumberField(0.5, 1e-9, 1e6, 1e-6)
    qtbot.addWidget(field)
    return field


@pytest.fixture
def count(locale, qtbot):
    field = whole_number(1234, 1, 50_000)
    qtbot.addWidget(field)
    return field


def enter(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("0.25", 0.25, "0.25"),
        ("0,25", 0.25, "0.25"),
        ("1e-3", 0.001, "0.001"),
        ("2E2", 200.0, "200"),
        (".5", 0.5, "0.5"),
        ("7.", 7.0, "7"),
        ("2e-5", 2e-5, "2e-05"),
    ],
)
def test_a_rate_is_typed_with_a_point_a_comma_or_an_exponent(rate, typed, number, shown):
    enter(rate, typed)
    assert (rate.value(), rate.text()) == (number, shown)


@pytest.mark.parametrize("typed", ["", "0", "1e7", "1e999", "1.2.3", "1,2,3", "1e-", "nan", "-1"])
def test_what_is_no_number_or_out_of_range_is_not_taken(rate, typed):
    enter(rate, typed)
    assert (rate.value(), rate.text()) == (0.5, "0.5")


def test_letters_are_not_taken_and_units_stay(rate):
    rate.setSuffix(" s")
    enter(rate, "x1y")
    assert (rate.value(), rate.text()) == (1, "1 s")


@pytest.mark.parametrize(("typed", "number"), [("10000", 10_000), ("10,000", 10_000), ("7", 7)])
def test_a_whole_number_is_shown_in_groups(count, typed, number):
    assert count.text() == "1,234"
    enter(count, typed)
    assert (count.value(), count.text()) == (number, f"{number:,}")
    enter(count, "0")
    assert count.value() == number


def test_an_entry_counts_when_it_is_finished_and_says_that_it_waits(rate, count):
    for field, typed, number in ((rate, "0.125", 0.125), (count, "100", 100)):
        before = field.value()
        field.selectAll()
        QTest.keyClicks(field, typed)
        assert field.value() == before and waiting(field) == typed
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.value() == number and not waiting(field)


def test_a_field_that_tracks_the_keyboard_counts_each_letter(qtbot):
    field = whole_number(1, 0, 1500, tracks_keyboard=True)
    qtbot.addWidget(field)
    field.setValue(1234)
    assert field.text() == "1234"
    field.selectAll()
    QTest.keyClicks(field, "12")
    assert field.value() == 12


def test_a_step_goes_from_what_is_typed_to_the_next_round_number(rate):
    rate.selectAll()
    QTest.keyClicks(rate, "3")
    seen = []
    for _ in range(4):
        rate.stepUp()
        seen.append(rate.value())
    assert seen == [5, 10, 20, 50]
    rate.setValue(7e5)
    seen = []
    for _ in range(3):
        rate.stepUp()
        seen.append(rate.value())
    assert seen == [1e6, 1e6, 1e6]  # the most
    rate.setValue(3e-6)
    seen = []
    for _ in range(4):
        rate.stepDown()
        seen.append(rate.value())
    assert seen == [2e-6, 1e-6, 1e-9, 1e-9]
    rate.stepUp()
    assert rate.value() == 1e-6


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.126, "0.13"),
        (-0.126, "−0.13"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "0.00"),
        (-0.006, "−0.01"),
        (-123456.7, "−1.23e+05"),
        (99999.5, "99999.50"),
    ],
)
def test_what_rounds_to_nothing_has_no_sign(value, text):
    assert text_of(value, 2) == text
