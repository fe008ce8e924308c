"""In every tab and view nothing is cut, and all is explained, named, reachable and alive."""

import itertools
import os
import random
import time
from contextlib import closing
from dataclasses import replace

import pyqtgraph as pg
import pytest
from digits import SIX
from learnt_runs import learnt_run, use_learnt_run
from patience import SECONDS
from PySide6.QtCore import SIGNAL, QPoint, QRect, QRegularExpression, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPainter, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionTab,
    QTabBar,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)
from results import epoch_result
from small_runs import networks_of
from wheel import turn_wheel

from digitpad.session.store import Store
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import Title
from digitpad.ui.parts.explained import explanation
from digitpad.ui.plots.plot import Plot

pytestmark = pytest.mark.slow

TABS = ("Train", "Runs", "Experiments", "Inside", "Mistakes", "My Digits")
SMALLEST = (1, 1)
SIZES = [SMALLEST, (950, 510), (1024, 768), (1366, 738)]
BIG = (1900, 1000)
EDGES = 6  # pixels beside a button's text, at the least
FITTED = {"cost_legend", "accuracy_legend"}  # which say as much as there is room for
OF_MANY_RUNS = {"runs_cost_legend", "runs_accuracy_legend"}  # likewise, if there are hundreds
TWO_LINES = 290  # letters, in a window of the usual width
NO_FOCUS = Qt.FocusPolicy.NoFocus

# Scripts, screen readers and other people's tests find the window's parts by these names.
NAMES = {
    QAbstractItemView: "runs experiments my_digits",
    QAbstractSlider: "threshold damage_strength",
    QAbstractSpinBox: "epochs mini_batch_size eta lmbda training_size",
    QCheckBox: "monitor_evaluation_cost monitor_evaluation_accuracy monitor_training_cost "
    "monitor_training_accuracy augmentation",
    QComboBox: "cost weight_initializer regularization evaluation_data evaluation_source damage "
    "hand",
    QLabel: "prediction confidence explanation runs_headline test_accuracy answered "
    "accuracy_in_use",
    QLineEdit: "hidden_layers seed",
    QListView: "mistakes",
    QProgressBar: "progress",
    QPushButton: "run_experiment learn_my_digits",
    QTableView: "confusion_matrix",
    QTabWidget: "tabs",
    QToolButton: "start continue_training pause stop use_best_epoch use_last delete_runs",
    QWidget: "canvas preview weight_tiles neuron network_diagram digit_map",
    pg.PlotWidget: "cost_plot accuracy_plot runs_cost_plot runs_accuracy_plot experiment_plot",
}

# For each kind of control, the signals to which something must listen.
SIGNALS = {
    QAbstractButton: ("clicked(bool)", "toggled(bool)", "pressed()", "released()"),
    QAbstractSlider: ("valueChanged(int)", "sliderMoved(int)"),
    QAbstractSpinBox: ("valueChanged(int)", "valueChanged(double)", "editingFinished()"),
    QComboBox: ("currentIndexChanged(int)", "activated(int)", "currentTextChanged(QString)"),
    QLineEdit: ("textChanged(QString)", "textEdited(QString)", "returnPressed()"),
    QAction: ("triggered(bool)", "toggled(bool)"),
}
READ_WHEN_NEEDED = {"guess_0", "guess_1", "guess_2"}


# Nothing is cut.


def room_lacking(widget):
    """Whether a widget's text needs more room than it has."""
    text = widget.fontMetrics().horizontalAdvance
    match widget:
        case QTabBar():
            lowest = min(place.height() for place in title_places(widget))
            too_wide = widget.sizeHint().width() > widget.width()
            return too_wide or lowest < widget.fontMetrics().height()
        case QCheckBox() | QRadioButton():
            return widget.sizeHint().width() > widget.width()
        case QToolButton() if not widget.icon().isNull():
            return False  # its text is its tip
        case QAbstractButton():
            return text(widget.text().replace("&", "")) + EDGES > widget.width()
        case QComboBox():
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            field, control = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl
            place = widget.style().subControlRect(control.CC_ComboBox, option, field, widget)
            return widget.fontMetrics().boundingRect(widget.currentText()).width() > place.width()
        case QAbstractSpinBox():
            # Qt keeps two pixels free at each side of the text in a line.
            return text(widget.text()) + 4 > widget.lineEdit().width()
        case QLabel() if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height()
        case QLabel():
            return widget.sizeHint().width() > widget.width()
    return False


def title_places(bar):
    """The places of the tabs' titles."""
    options = [QStyleOptionTab() for _ in range(bar.count())]
    for i, option in enumerate(options):
        bar.initStyleOption(option, i)
    text = QStyle.SubElement.SE_TabBarTabText
    return [bar.style().subElementRect(text, option, bar) for option in options]


def says(widget):
    """The text of a widget, if it is one."""
    match widget:
        case QAbstractButton() | QLabel() | QAbstractSpinBox():
            return widget.text()
        case QComboBox():
            return widget.currentText()
        case QTabBar():
            return " ".join(widget.tabText(i) for i in range(widget.count()))
    return ""


def seen(desk):
    """All visible widgets."""
    return [widget for widget in desk.window.findChildren(QWidget) if widget.isVisible()]


def cut(desk, fitted=FITTED):
    """Readable parts that are cut off, in their own room or at the side of a scroll area."""
    found = []
    for widget in seen(desk):
        if widget.objectName() not in fitted and says(widget):
            region = widget.visibleRegion().boundingRect()
            is_cut = not region.isEmpty() and region.width() < widget.width()
            is_short = isinstance(widget, Title) and widget.text() != widget.accessibleName()
            if is_cut or is_short or room_lacking(widget):
                found.append(f"{says(widget)}: {region.width()} of {widget.width()}")
    return found


def covered(desk):
    """Readable parts that overlap one another."""
    texts = [
        widget
        for widget in seen(desk)
        if (says(widget) or widget.objectName() == "preview")
        and not widget.visibleRegion().isEmpty()
    ]
    return [
        f"{one} over {other}"
        for one, other in itertools.combinations(texts, 2)
        if one.parent() is other.parent() and one.geometry().intersects(other.geometry())
    ]


def off_their_axes(desk):
    """Names of axes that are cut, or not in the middle of their axis."""
    found = []
    for plot in desk.window.findChildren(pg.PlotWidget):
        axis = plot.getPlotItem().getAxis("bottom")
        if plot.isVisible() and axis.isVisible() and axis.label.isVisible():
            name, room = axis.label.sceneBoundingRect(), axis.sceneBoundingRect()
            lowest = name.bottom() - axis.label.document().documentMargin()
            if abs(name.center().x() - room.center().x()) > 2 or lowest > room.bottom() + 2:
                found.append(f"{axis.labelText}: {name} on {room}")
    return found


@pytest.mark.parametrize(
    ("percent", "sizes"),
    [
        (100, SIZES),
        (70, [BIG]),
        (140, SIZES[-1:]),
        (160, SIZES[-1:]),
        (180, SIZES[-1:]),
        (200, [BIG]),
        ("largest", [(1024, 768)]),
        ("largest", [(1280, 720)]),
    ],
)
def test_nothing_is_cut_in_any_size_of_the_window_or_of_the_text(desk, monkeypatch, percent, sizes):
    if percent == "largest":  # that a screen of this size holds
        for page in desk.pages():
            assert page.isVisible()  # each needs its room
        room = QRect(0, 0, *sizes[0])
        monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(room))
        for _ in range(10):
            desk.trigger("action_larger")
        percent = theme.percent()
        desk.trigger("action_normal_size")
        assert 100 < percent < 200

    def all_is_seen():
        assert cut(desk) == [] and covered(desk) == [] and off_their_axes(desk) == []
        now = desk.window.width(), desk.window.height()
        least = desk.window.minimumSizeHint().toTuple()
        assert now == (least if size == SMALLEST else size), "it is made larger"
        for plot in desk.window.findChildren(Plot) if percent == 140 else ():
            assert not plot.isVisible() or plot.area.height() >= 150
        if desk.find("start").isVisible():
            buttons = map(desk.find, ("start", "continue_training", "pause", "stop"))
            for button in filter(QWidget.isVisible, buttons):
                assert button.visibleRegion().boundingRect() == button.rect()
            for plot in map(desk.find, ("cost_plot", "accuracy_plot")):
                assert plot.getPlotItem().vb.height() > 60
        return True

    for _ in range(abs(percent - 100) // 10):
        desk.trigger("action_larger" if percent > 100 else "action_smaller")
    for size in sizes:
        desk.window.resize(*size)
        if size != SMALLEST:
            desk.wait(lambda size=size: (desk.window.width(), desk.window.height()) == size)
        QApplication.processEvents()  # it is laid out, so that the pen finds the canvas
        desk.draw([[(0.5, 0.1), (0.5, 0.9)]])
        desk.wait(desk.reads)
        for _page in desk.pages():
            desk.wait(all_is_seen)


def test_every_tab_has_room_for_3000_epochs_and_500_runs(
    no_process_ahead, open_window, folders_elsewhere
):
    file = folders_elsewhere / "data" / "digitpad" / "digitpad.sqlite"
    run, networks = learnt_run(epochs=1)
    with closing(Store(file)) as store:
        for number in range(1, 501):
            store.keep(replace(run, id=f"{number:016}", number=number), networks)
    desk = open_window()
    session = desk.session
    long = replace(learnt_run(501, epochs=1)[0], history=tuple(map(epoch_result, range(1, 3001))))
    session.runs.put(long, networks=networks_of(long, 0, 3000))
    session.use(long.id)
    desk.draw(SIX)
    for _page in desk.pages():
        desk.wait(lambda: cut(desk, FITTED | OF_MANY_RUNS) == [] and covered(desk) == [])
        desk.wait(lambda: off_their_axes(desk) == [])
    desk.show_tab("Runs")
    assert desk.find("runs").model().rowCount() == 501
    assert desk.find("epoch_in_use").value() == 3000


def is_painted(widget):
    """Whether it is one of our own that paints itself."""
    kinds = [kind for kind in type(widget).__mro__ if kind.__module__.startswith("digitpad")]
    return any("paintEvent" in vars(kind) for kind in kinds)


def has_name(widget, window):
    """Whether a screen reader has something to say: a name, its text, or its label's text.

    Not asked of Qt's own interface, which PySide would free although Qt owns it.
    """
    text = getattr(widget, "text", str)
    labels = [label for label in window.findChildren(QLabel) if label.buddy() is widget]
    return bool(widget.accessibleName() or text() or any(label.text() for label in labels))


def without_name(window):
    """Visible or usable parts of a window for which a screen reader has no words."""
    found = []
    for widget in window.findChildren(QWidget):
        is_used = widget.focusPolicy() != NO_FOCUS
        is_part = isinstance(widget.parent(), QAbstractScrollArea | QAbstractSpinBox | QComboBox)
        matters = widget.isVisible() and not is_part and (is_used or is_painted(widget))
        if matters and not has_name(widget, window):
            found.append(widget)
    return found


def named(page, kind):
    """The controls of a kind to which we gave a name."""
    found = page.findChildren(kind, QRegularExpression("^(?!qt_)."))
    return [control for control in found if not isinstance(control, QScrollBar)]


def check_explained(part, by_tab, tabs):
    """A sentence, and the value that it has now."""
    said = explanation(part)
    is_in_a_tab = any(tabs.widget(i).isAncestorOf(part) for i in range(tabs.count()))
    assert said and not (said in by_tab and is_in_a_tab), part.objectName()
    assert said.endswith((".", "?", "!", ")", ":")) and "\n" not in said, said
    assert not said.endswith(".).") and len(said) <= TWO_LINES, said
    tip = part.toolTip()
    assert max(map(len, tip.splitlines()), default=0) <= 60, tip
    if isinstance(part, QAbstractSlider):
        name, now, _ = said.partition(", now ")
        assert (now and "…" not in name) or said.startswith("Now "), said


def test_everything_is_explained_has_a_name_and_is_heard(desk):
    desk.draw([[(0.5, 0.1), (0.5, 0.9)]])
    for page in desk.pages():
        assert without_name(desk.window) == [], page
    for name in ("activations", "preview", "prediction", "canvas"):  # which are painted
        widget = desk.find(name)
        assert widget.accessibleDescription() or widget.text(), name
    for kind, names in NAMES.items():
        for name in names.split():
            assert isinstance(desk.find(name), kind), name

    tabs, explained = desk.window.tabs, 0
    by_tab = {tabs.tabBar().tabData(index) for index in range(tabs.count())}
    for part in desk.window.findChildren(QWidget):
        name = part.objectName()
        is_named = bool(name) and not name.startswith("qt_") and name != "explanation"
        if part.focusPolicy() != NO_FOCUS or is_named:
            check_explained(part, by_tab, tabs)
            explained += 1

    dead, alive = set(), 0
    for kind, signals in SIGNALS.items():
        for control in named(desk.window, kind):
            known = [s for s in signals if control.metaObject().indexOfSignal(s) >= 0]
            if any(control.receivers(SIGNAL(signal)) for signal in known):
                alive += 1
            else:
                dead.add(control.objectName())
    assert dead <= READ_WHEN_NEEDED and alive > 120 and explained > 150, (dead, alive, explained)


# The keyboard reaches everything, and the wheel changes nothing.


def reached(desk):
    """All widgets that Tab reaches from the canvas on, in order.

    By the key, not by Qt's own chain: walking that and asking each widget for its focus proxy
    makes PySide free what Qt owns.
    """
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    canvas = desk.find("canvas")
    canvas.setFocus()
    found = []
    while (widget := QApplication.focusWidget()) not in found:
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert widget is canvas, "Tab goes round in a part of the window"
    return found


def place(widget):
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def picture(widget):
    return widget.grab().toImage()


def test_tab_goes_as_the_eye_goes_and_the_focus_is_seen(desk):
    desk.window.resize(1240, 690)
    use_learnt_run(desk.session, epochs=2)
    for number, tab in enumerate(TABS, start=1):
        desk.find("canvas").setFocus()  # in it, digits without Ctrl are labels
        key = getattr(Qt.Key, f"Key_{number}")
        QTest.keyClick(desk.window, key, Qt.KeyboardModifier.ControlModifier)
        assert desk.tab() == tab
        desk.draw([[(0.5, 0.1), (0.5, 0.9)]])
        desk.wait(desk.window.tabs.currentWidget().isVisible)
        order = reached(desk)
        assert len(order) > 6 and order[-1] is desk.find("epoch_in_use")
        for one, other in itertools.pairwise(order):
            before, after = place(one), place(other)
            is_above = after.bottom() <= before.top()
            assert not is_above or after.left() >= before.right(), (one, other)
        canvas, *others = order
        desk.window.setFocus()
        without_focus = {widget: picture(widget) for widget in others}
        canvas.setFocus()
        for widget in others:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is widget
            assert picture(widget) != without_focus[widget], widget


def test_copy_and_delete_act_on_what_has_the_focus(desk):
    """The drawing is copied and cleared on the canvas alone, and undone from everywhere."""
    desk.window.resize(1366, 768)
    desk.draw(SIX)
    session, canvas, clipboard = desk.session, desk.find("canvas"), QGuiApplication.clipboard()
    QTest.keySequence(canvas, QKeySequence.StandardKey.Copy)
    copied, drawn, tried = clipboard.image(), session.drawing, set()
    assert not copied.isNull()
    for _page in desk.pages():
        for widget in {*reached(desk)} - {canvas, desk.find("clear")} - tried:
            tried.add(widget)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            clipboard.clear()
            QTest.keySequence(widget, QKeySequence.StandardKey.Copy)
            assert clipboard.image() != copied, widget.objectName()
            QTest.keySequence(widget, QKeySequence.StandardKey.Delete)
            assert session.drawing is drawn, widget.objectName()
            QTest.keySequence(widget, QKeySequence.StandardKey.Undo)
            if session.drawing is not drawn:  # a field takes back what was typed
                QTest.keySequence(widget, QKeySequence.StandardKey.Redo)
                assert session.drawing.strokes == drawn.strokes
                drawn = session.drawing
    assert len(tried) > 50
    QTest.keySequence(canvas, QKeySequence.StandardKey.Delete)
    assert session.board.is_blank


# A digit's key labels the drawing, and a preview of one image has nothing to choose.
NEEDS_NO_TAB = {"preview", *(f"label_{digit}" for digit in range(10))}


def takes_clicks(widget):
    """Whether it is a control, or one of our own that hears the mouse."""
    kinds = [kind for kind in type(widget).__mro__ if kind.__module__.startswith("digitpad")]
    is_own = any("mousePressEvent" in vars(kind) for kind in kinds)
    is_part = isinstance(widget.parent(), QAbstractScrollArea | QAbstractSpinBox | QComboBox)
    is_control = isinstance(widget, (*SIGNALS, QAbstractItemView, QTabBar))
    return not is_part and not isinstance(widget, QScrollBar) and (is_control or is_own)


def test_whatever_can_be_clicked_has_a_key(desk):
    """Tab reaches it, arrows in a group lead to it, or a menu has the same action.

    The headers of Runs alone take a mouse.
    """
    desk.window.resize(1366, 768)
    desk.draw(SIX)
    menus = desk.window.menuBar().findChildren(QMenu)
    in_menus = {action.objectName() for menu in menus for action in menu.actions()}
    tried, mouse_only = set(), set()
    for _page in desk.pages():
        keys = {*reached(desk)}
        groups = {widget.group() for widget in keys if isinstance(widget, QAbstractButton)} - {None}
        for widget in filter(takes_clicks, seen(desk)):
            is_empty = isinstance(widget, QAbstractItemView) and not widget.model().rowCount()
            if is_empty or not widget.isEnabled():
                continue
            tried.add(widget)
            is_in_group = isinstance(widget, QAbstractButton) and widget.group() in groups
            is_in_menu = f"action_{widget.objectName()}" in in_menus
            if not (widget in keys or is_in_group or is_in_menu):
                mouse_only.add(widget.objectName() or str(widget))
    assert mouse_only <= NEEDS_NO_TAB and len(tried) > 60, (mouse_only, len(tried))


def fields(widget):
    """All visible parts whose value a wheel could change."""
    kinds = (QComboBox, QAbstractSpinBox, QSlider)
    found = [field for kind in kinds for field in widget.findChildren(kind)]
    is_filled = {field: not isinstance(field, QComboBox) or field.count() > 0 for field in found}
    return [field for field in found if is_filled[field] and not field.visibleRegion().isEmpty()]


def value(field):
    return field.currentIndex() if isinstance(field, QComboBox) else field.property("value")


def test_the_wheel_changes_only_the_field_that_has_the_focus(desk):
    passed = 0
    for page in desk.pages():
        desk.find("canvas").setFocus()
        before = {field: value(field) for field in fields(page)}
        for field in before:
            for notches in (-1, 1, 1, -1, -1):
                turn_wheel(field, notches)
        titles = {tabs: tabs.currentIndex() for tabs in desk.window.findChildren(QTabWidget)}
        for tabs in titles:
            for notches in (-1, 1, 1):
                turn_wheel(tabs.tabBar(), notches)
        assert {tabs: tabs.currentIndex() for tabs in titles} == titles
        assert {field: value(field) for field in before} == before
        assert desk.find("canvas").hasFocus()
        passed += len(before)
    assert passed > 20
    desk.show_tab("Inside")
    desk.show_tab("Neuron", "inside_views")
    order = desk.find("tile_order")
    order.setFocus()
    turn_wheel(order, -1)
    assert order.currentIndex() == 1


def test_the_wheel_over_a_field_scrolls_the_view_around_it(desk):
    desk.window.resize(desk.window.minimumSizeHint())
    desk.show_tab("Inside")
    desk.show_tab("Why?", "inside_views")
    area = desk.find("inside_views").currentWidget()
    bar = area.verticalScrollBar()
    desk.wait(lambda: bar.maximum() > 0)
    turn_wheel(fields(area)[0], -1)
    assert bar.value() > 0


def check_dialog(desk):
    """Check that all parts of the dialog that is open, or soon will be, have names."""
    desk.wait(lambda: desk.dialogs())
    (dialog,) = desk.dialogs()
    said = dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle()
    assert said and without_name(dialog) == []
    return dialog


def test_all_parts_of_dialogs_have_names(
    no_process_ahead, open_window, folders_elsewhere, tmp_path
):
    desk = open_window()
    desk.trigger("action_about")
    check_dialog(desk).close()
    for action in ("action_open", "action_save_as", "action_open_picture", "action_open_data"):
        desk.trigger(action)
        desk.wait(lambda: desk.dialogs())
        (dialog,) = desk.dialogs()  # Qt's own but for its title
        assert dialog.windowTitle().split()[0] == action.split("_")[1].capitalize()
        dialog.close()
        desk.wait(lambda: not desk.dialogs())
    desk.window.open_soon(tmp_path / "missing.json")
    check_dialog(desk)
    desk.read_message()


# No control is dead, and whatever is done in whatever order leaves a window that works.


# The form's fields take effect when a network is trained: `test_train` reads the settings then.
FORM = {
    *("hidden_layers", "cost", "weight_initializer", "seed", "regularization", "augmentation"),
    *("epochs", "mini_batch_size", "eta", "lmbda", "training_size", "evaluation_data"),
    *("early_stopping", "no_improvement_in", "monitor_gradient_lengths"),
    *(f"monitor_{kind}_{of}" for kind in ("evaluation", "training") for of in ("cost", "accuracy")),
}
# Others take effect only after a stroke, a second hand, an experiment, a guess or a step, or choose
# an experiment in which others have no effect yet.
LATER = {"eraser", "hand", "experiments_runs", "slow_eta", "slow_lmbda", "slow_size"}
LATER |= {"guess_0", "guess_1", "guess_2", "ask_own"}


def controls(page):
    """The named controls of a page that can be used now."""
    found = []
    for control in itertools.chain.from_iterable(named(page, kind) for kind in SIGNALS):
        is_widget = isinstance(control, QWidget)
        opens_a_menu = isinstance(control, QToolButton) and control.menu()
        if is_widget and not opens_a_menu and control.isVisible() and control.isEnabled():
            found.append(control)
    return found


def view_beside(desk, control):
    """The window without one control and without the line at the foot."""
    image = desk.window.grab().toImage()
    with QPainter(image) as painter:
        for hidden in (control, desk.window.statusBar()):
            place = QRect(hidden.mapTo(desk.window, QPoint(0, 0)), hidden.size())
            painter.fillRect(place.adjusted(-3, -3, 3, 3), Qt.GlobalColor.white)
    return image, len(desk.dialogs())


def at_rest(desk, control):
    """The window beside a control, once nothing moves any more."""
    before = None
    for _ in range(200):
        now = view_beside(desk, control)
        if now == before:
            return now
        before = now
        desk.qtbot.wait(30)
    raise AssertionError("the window does not come to rest")


def changes(desk, control, before):
    """Whether the window beside a control changes, now or soon."""
    late = time.monotonic() + SECONDS / 4
    while view_beside(desk, control) == before:
        if time.monotonic() > late:
            return False
        desk.qtbot.wait(10)
    return True


def use(control):
    """Press, step, or choose the next."""
    key = Qt.Key.Key_Down
    match control:
        case QAbstractButton():
            # A check box hears a click on its mark and its text alone.
            place = QPoint(8, control.height() // 2)
            QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=place)
            return
        case QLineEdit():
            QTest.keyClicks(control, "5")
            key = Qt.Key.Key_Return
        case QComboBox():
            key = Qt.Key.Key_Up if control.currentIndex() else Qt.Key.Key_Down
        case QAbstractSpinBox() | QAbstractSlider():
            is_at_end = control.value() == control.maximum()
            key = Qt.Key.Key_Down if is_at_end else Qt.Key.Key_Up
    QTest.keyClick(control, key)


def try_all(desk, page, known=frozenset()):
    """Use every control of a page; yield each name, and whether a visible effect followed."""
    used, tab = FORM | LATER | known, desk.window.tabs.currentIndex()
    at_rest(desk, desk.window.statusBar())
    while usable := [control for control in controls(page) if control.objectName() not in used]:
        control = usable[0]
        used = used | {control.objectName()}
        control.setFocus()
        QTest.mouseMove(control)
        before = at_rest(desk, control)
        use(control)
        yield control.objectName(), changes(desk, control, before)
        if control.objectName() == "fold_form":
            desk.click("fold_form")  # else it hides the others
        for dialog in desk.dialogs():
            dialog.reject()
        if not desk.is_idle():
            desk.stop()
        desk.window.tabs.setCurrentIndex(tab)  # it may have shown another


def test_no_control_is_dead(training_desk):
    desk = training_desk
    desk.window.resize(1366, 768)
    desk.train(epochs=2)
    desk.draw(SIX)
    found = dict(try_all(desk, desk.find("canvas").parentWidget()))
    desk.draw(SIX)
    desk.show_tab("Mistakes")
    desk.wait(lambda: "misread" in desk.text("test_accuracy"))
    for _page in desk.pages():
        found |= dict(try_all(desk, desk.window.tabs.currentWidget(), frozenset(found)))
    dead = [name for name, is_seen in found.items() if not is_seen]
    assert dead == [] and len(found) > 35, sorted(found)


# To try more acts: DIGITPAD_ACTS=10000 pytest -k any_acts -o faulthandler_timeout=0.
ACTS = int(os.environ.get("DIGITPAD_ACTS", "80"))
SEED = int(os.environ.get("DIGITPAD_SEED", "1"))
KEYS = (
    *("Tab", "Return", "Escape", "Space", "Delete", "Up", "Down", "Left", "Right", "Home", "End"),
    *("3", "7", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+C", "Ctrl+N", "Ctrl++", "Ctrl+0", "F5", "F6"),
)


def do_something(desk, rng):
    """Use a control, press a key, draw, or show another tab, as a person in a hurry does."""
    open_ones = desk.dialogs()
    if open_ones and (isinstance(open_ones[-1], QFileDialog) or rng.random() < 0.5):
        open_ones[-1].reject()
        return
    in_front = open_ones[-1] if open_ones else desk.window.centralWidget()
    usable = controls(in_front)
    match rng.choice(["control"] * 4 + ["key", "tab", "draw"]):
        case "control" if usable:
            use(rng.choice(usable))
        case "key":
            sequence = QKeySequence(rng.choice(KEYS))[0]
            receiver = QApplication.focusWidget() or desk.window
            QTest.keyClick(receiver, sequence.key(), sequence.keyboardModifiers())
        case "tab" if not open_ones:
            desk.window.tabs.setCurrentIndex(rng.randrange(desk.window.tabs.count()))
        case "draw" if not open_ones:
            desk.draw([[(rng.random(), rng.random()) for _ in range(4)]])


def test_any_acts_in_any_order_leave_a_window_that_works(training_desk, monkeypatch, tmp_path):
    """No act raises or makes Qt warn, either of which fails a test; afterwards a digit is read."""
    desk, rng = training_desk, random.Random(SEED)
    monkeypatch.chdir(tmp_path)  # a file would be written here
    for _ in range(ACTS):
        do_something(desk, rng)
        desk.qtbot.wait(rng.choice([0, 1, 20]))
    for dialog in desk.dialogs():
        dialog.reject()
    if desk.can("action_stop"):
        desk.trigger("action_stop")
        desk.wait(lambda: not desk.can("action_stop"))
    if desk.can("action_clear"):
        desk.trigger("action_clear")
    desk.draw(SIX)
    desk.wait(desk.reads)
