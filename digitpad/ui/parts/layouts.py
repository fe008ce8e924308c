"""Rows, columns, and the widgets that stand in them, each made in a line.

column(row((self.title, 1), self.order), self.gallery, of=self, spacing=3)

`remember` keeps how some of them are left.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSlider,
    QSplitter,
    QStyle,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.text import capitalized
from digitpad.session.preferences import Preferences
from digitpad.ui.parts.explained import explain, tell_part, without_keys
from digitpad.ui.parts.theme import give_role

Widget = TypeVar("Widget", bound=QWidget)
Area = TypeVar("Area", bound=QScrollArea)
Layout = TypeVar("Layout", bound=QBoxLayout)

REST = None  # takes the room that is left
# A number is a gap in pixels. A pair is a part and its share of the room that is left.
Part = QWidget | QLayout | int | tuple[QWidget | QLayout, int] | None
Margins = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
NO_MARGINS = 0, 0, 0, 0


def row(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins = NO_MARGINS,
) -> QHBoxLayout:
    """Parts beside each other, in a widget `of` or in another layout. spacing: pixels."""
    layout = QHBoxLayout() if of is None else QHBoxLayout(of)
    return _filled(layout, parts, spacing, margins)


def column(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins = NO_MARGINS,
) -> QVBoxLayout:
    """Parts below each other, in a widget `of` or in another layout. spacing: pixels."""
    layout = QVBoxLayout() if of is None else QVBoxLayout(of)
    return _filled(layout, parts, spacing, margins)


def _filled(
    layout: Layout, parts: tuple[Part, ...], spacing: int | None, margins: Margins
) -> Layout:
    layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for each in parts:
        part, share = each if isinstance(each, tuple) else (each, 0)
        if isinstance(part, QWidget):
            layout.addWidget(part, share)
        elif isinstance(part, QLayout):
            layout.addLayout(part, share)
        elif part is REST:
            layout.addStretch(1)
        else:
            layout.addSpacing(part)
    return layout


PAGE = 24, 16, 24, 12  # the margins of a tab
SPACE = 16  # pixels between the parts of a tab


def named(widget: Widget, name: str, about: str = "", spoken: str = "", role: str = "") -> Widget:
    """Give a widget its object name. about: its explanation. spoken: its name for screen readers.

    role: see `theme.give_role`.
    """
    widget.setObjectName(name)
    give_role(widget, role)
    if about:
        explain(widget, about)
    if spoken:
        widget.setAccessibleName(spoken)
    return widget


def paragraph(name: str, about: str = "", role: str = "", lines: int = 0) -> QLabel:
    """A label that wraps its text. lines: how many it always has room for."""
    label = named(QLabel(), name, about, role=role)
    label.setWordWrap(True)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    return label


def keep_room(widget: QWidget) -> None:
    """Keep the room of a widget while it is hidden, so that nothing moves when it comes."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


class NarrowBox(QComboBox):
    """A field with a width in letters, whatever it offers; a text without room ends in dots.

    Its list has room for whole texts. before: stands before the text of the closed field.
    """

    before = ""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.setMinimumContentsLength(letters)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth())
        super().showPopup()

    def initStyleOption(self, option: Any) -> None:  # types lack its fields
        super().initStyleOption(option)
        part, kind = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, part, self).width()
        end = Qt.TextElideMode.ElideRight
        text = self.before + option.currentText
        option.currentText = self.fontMetrics().elidedText(text, end, room)


def choice_box(
    name: str, about: str = "", spoken: str = "", texts: Iterable[str] = (), letters: int = 0
) -> QComboBox:
    """A field that offers some texts. letters: its width; 0: as wide as the first texts."""
    box = named(NarrowBox(letters) if letters else QComboBox(), name, about, spoken)
    box.addItems(list(texts))
    box.setMaxVisibleItems(20)
    return box


class Slider(QSlider):
    """A slider that is explained anew when the mouse lets it go: until then nothing is told."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        tell_part(self)


def slider(name: str, about: str, spoken: str, least: int, most: int) -> Slider:
    """A slider. Its page is a tenth of the range, at most ten steps."""
    made = named(Slider(Qt.Orientation.Horizontal), name, about, spoken)
    made.setRange(least, most)
    made.setPageStep(min(10, max(1, (most - least) // 10)))
    return made


def label_of(field: QWidget, text: str) -> QLabel:
    """A label whose mnemonic leads to a field; it also names a field that has no name."""
    label = QLabel(text)
    label.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(capitalized(without_keys(text)))
    return label


def scroll(area: Area, content: QWidget) -> Area:
    """Put content into an area that scrolls it and has no look of its own."""
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    for part in (area.viewport(), content):
        part.setAutoFillBackground(False)
    return area


class WideScroll(QScrollArea):
    """Scrolls its content up and down; always wide enough for it and a scroll bar."""

    def __init__(self, content: QWidget, widest: QWidget | None = None) -> None:
        """widest: the part of it that needs the most room, if the others can do with less."""
        super().__init__()
        self._content, self._widest = content, widest or content
        scroll(self, content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its content takes the focus

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), self._content.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._widest.minimumSizeHint().width() + bar
        return QSize(width, super().minimumSizeHint().height())

    def eventFilter(self, content: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the content may need another width
            self.updateGeometry()
        return super().eventFilter(content, event)


class TabTitles(QTabBar):
    """The titles of tabs, which the wheel does not choose. Their data explain them."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        tell_part(self, self.tabData(self.tabAt(event.position().toPoint())) or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Tabs(QTabWidget):
    """Tabs that are laid out only when they, their titles or their corner change in size.

    Qt would repaint the whole tab whenever a label in it changes its text: in *Mistakes* that
    takes 15 ms, the label alone 0.1 ms.
    """

    _laid_out_for: tuple[QSize, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.setTabBar(TabTitles())
        self.currentChanged.connect(lambda at: explain(self, self.tabBar().tabData(at) or ""))

    def add(self, page: QWidget, title: str, about: str) -> None:
        """Add a tab. about: explains it."""
        at = self.addTab(page, title)
        self.tabBar().setTabData(at, about)
        if at == self.currentIndex():
            explain(self, about)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than the titles and the corner."""
        corner = self.cornerWidget()
        width = self.tabBar().sizeHint().width() + (corner.sizeHint().width() if corner else 0)
        return super().minimumSizeHint().expandedTo(QSize(width, 0))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            before, corner = self._laid_out_for, self.cornerWidget()
            of_corner = QSize() if corner is None else corner.sizeHint()
            self._laid_out_for = self.size(), self.tabBar().sizeHint(), of_corner
            if self._laid_out_for == before:
                self.updateGeometry()  # the content may need more room
                return True
        return super().event(event)


def split(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """A splitter. Each part has its share of the room until a person moves the handle."""
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    for part, _ in parts:
        splitter.addWidget(part)
    splitter.setSizes([1000 * share for _, share in parts])  # Qt keeps the proportion
    return splitter


def remember(
    settings: Preferences, widget: QAction | QAbstractButton | QSplitter | QTabWidget, key: str
) -> None:
    """Restore how a widget was left (checked, divided or opened at a tab); save changes soon."""
    if isinstance(widget, QTabWidget):
        titles = [widget.tabText(at) for at in range(widget.count())]
        widget.setCurrentIndex(titles.index(settings.read(key, titles[0], titles)))
        widget.currentChanged.connect(lambda at: settings.setValue(key, titles[at]))
    elif isinstance(widget, QSplitter):
        widget.restoreState(settings.read(key, QByteArray()))
        widget.splitterMoved.connect(lambda *_moved: settings.setValue(key, widget.saveState()))
    else:
        widget.setChecked(settings.read(key, widget.isChecked()))
        widget.toggled.connect(partial(settings.setValue, key))
