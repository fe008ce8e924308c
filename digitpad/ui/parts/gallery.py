"""A gallery of up to thousands of small pictures; a click or a key chooses one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import tell_part
from digitpad.ui.parts.item_views import Index, let_copy
from digitpad.ui.parts.small_pictures import Tile, painted

GAP, FRAME = 6, 2  # pixels from one picture to the next, and of the frame of the current one
LEAST_TILE = 24  # pixels of a picture with its gap
USUAL = 430  # pixels; in a wider gallery the pictures of a single row grow
MOST_SPOKEN = 50  # captions that a screen reader reads out
ON_CANVAS = "Put a digit on the canvas: click it, or go to it by the arrow keys, and press Return"

Role = Qt.ItemDataRole


class TileModel(QStringListModel):
    """A model of one Tile per item; the item's text is the caption.

    Its base class counts rows without calling Python: that takes a twentieth of the time, and Qt
    asks for the count once per tile whenever it lays the tiles out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tiles: Sequence[Tile] = ()
        self.side, self.scale = 1, 1.0  # pixels of a picture; the screen's pixels to each
        self.marked: int | None = None  # a cell that is framed in every picture

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        self.tiles = tiles
        if tiles and len(tiles) == self.rowCount():  # keeps the current item
            self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))
        else:
            self.setStringList([""] * len(tiles))  # `data` has the captions

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        tile = self.tiles[index.row()]
        match role:
            case Role.DisplayRole:
                return tile.caption
            case Role.DecorationRole:
                return painted(tile, self.side, self.scale, self.marked)
            case Role.ForegroundRole:
                return theme.current().misread if tile.is_misread else theme.current().muted
            case Role.AccessibleTextRole:
                return tile.about or tile.caption
            case Role.UserRole:
                return tile
        return None


class _TileDelegate(QStyledItemDelegate):
    """Leaves room for the frame above a picture, and captions to screen readers if wanted."""

    def initStyleOption(self, option: Any, index: Index) -> None:  # types lack its fields
        super().initStyleOption(option, index)
        option.rect = option.rect.translated(0, FRAME)
        if not option.widget.is_captioned:
            option.text = ""

    def sizeHint(self, option: Any, _index: Index) -> QSize:
        """The whole cell: Qt would take the size of the first caption for all."""
        cell: QSize = option.widget.gridSize()
        return cell


class Gallery(QListView):
    """Shows Tiles in rows that fill its width; a click or a key chooses one.

    side: pixels of a picture. count: if given, there is a single row of this many pictures, which
    shrink and grow with the width. shows_choice: whether the tile that was chosen last keeps its
    frame while the focus is elsewhere. is_captioned: whether captions are painted, or only read
    out by screen readers. longest: a caption that each tile has room for, in a single row
    if the view is wide enough.
    """

    chosen = Signal(object)
    """A click or Return on a tile; carries the Tile."""
    takes_focus = Qt.FocusPolicy.StrongFocus
    """How it takes the focus; without tiles it takes none."""

    def __init__(
        self,
        side: int,
        count: int | None = None,
        shows_choice: bool = False,
        is_captioned: bool = True,
        longest: str = "",
    ) -> None:
        super().__init__()
        let_copy(self, self.copied)
        self._shows_choice, self.is_captioned = shows_choice, is_captioned
        self._side, self._count, self._longest = side, count, longest
        self._tiles = TileModel()
        self._hint = ""  # shown if there are no tiles
        self.setModel(self._tiles)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until there are tiles
        self.setSelectionMode(QListView.SelectionMode.NoSelection)  # it would tint the pictures
        self.setItemDelegate(_TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(count is None)
        self.setUniformItemSizes(True)  # Qt then asks for the size of one tile, not of thousands
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        if count is None:
            self.setTextElideMode(Qt.TextElideMode.ElideNone)
        else:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(count * LEAST_TILE)
        self.clicked.connect(self._choose)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Replace the tiles."""
        self.setFocusPolicy(self.takes_focus if tiles else Qt.FocusPolicy.NoFocus)
        self._tiles.show_tiles(tiles)
        spoken = ", ".join(tile.caption for tile in tiles[:MOST_SPOKEN])
        self.setAccessibleDescription(spoken if len(tiles) <= MOST_SPOKEN else f"{spoken} and more")

    def show_hint(self, hint: str) -> None:
        """Say why there are no tiles, if there are none."""
        if hint != self._hint:
            self._hint = hint
            self.viewport().update()
        if not self._tiles.rowCount():
            self.setAccessibleDescription(hint)

    def show_chosen(self, place: int | None) -> None:
        """Make the tile at this index the current one, and scroll to it; None for none."""
        index = QModelIndex() if place is None else self._tiles.index(place, 0)
        self.make_current(index)
        if place is not None:
            self.scrollTo(index)

    def make_current(self, index: Index) -> None:
        """Make this the current item; once none is, the next focus begins at the first one."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def arrange(self, side: int, count: int) -> None:
        """Have a single row of this many pictures, of this side at most, in pixels."""
        self._side, self._count = side, count
        self.fit()

    def mark(self, cell: int | None) -> None:
        """Frame this cell, counted row by row, in each picture; None for none."""
        self._tiles.marked = cell
        self.viewport().update()

    def explained_at(self, point: QPoint | None) -> str:
        """A text about the tile at a point, or the current one; or the number in its cell there."""
        index = self.currentIndex() if point is None else self.indexAt(point)
        if not index.isValid():
            return ""
        tile, place = self._tiles.tiles[index.row()], self.picture_in(self.visualRect(index))
        if tile.about or point is None or not place.contains(point):
            return tile.about or tile.caption
        x, y = point.x() - place.left(), point.y() - place.top()
        return tile.value_at(x / place.width(), y / place.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        tell_part(self, self.explained_at(event.position().toPoint()))

    def copied(self) -> QMimeData:
        """The picture and the caption of the current tile, or of the first one."""
        data = QMimeData()
        if self._tiles.tiles:
            tile = self._tiles.tiles[max(0, self.currentIndex().row())]
            data.setImageData(painted(tile, self._tiles.side))
            data.setText(tile.about or tile.caption)
        return data

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Role.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not `activated`: a double click would choose a tile twice.
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _typed: str) -> None:
        """Do not search the captions: there may be tens of thousands."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._count is None:
            super().wheelEvent(event)
        else:
            event.ignore()  # a single row does not scroll

    def paintEvent(self, event: QPaintEvent) -> None:
        self._tiles.scale = self.devicePixelRatioF()
        super().paintEvent(event)
        colors, index = theme.current(), self.currentIndex()
        with QPainter(self.viewport()) as painter:
            if index.isValid() and (self.hasFocus() or self._shows_choice):
                painter.setPen(QPen(colors.accent if self.hasFocus() else colors.ink, FRAME))
                painter.drawRect(self.picture_in(self.visualRect(index)).adjusted(-1, -1, 1, 1))
            elif not self._tiles.rowCount():
                painter.setPen(colors.muted)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.viewport().rect().adjusted(8, 4, -8, -4), flags, self._hint)

    # Sizes.

    def initViewItemOption(self, option: Any) -> None:
        super().initViewItemOption(option)
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.displayAlignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop

    def picture_in(self, cell: QRect) -> QRect:
        """The rectangle of the picture in the rectangle of an item."""
        side = self._tiles.side
        return QRect(cell.left() + (cell.width() - side) // 2, cell.top() + FRAME, side, side)

    def fit(self) -> None:
        """Fit the size of the pictures to the view and to its text."""
        side = self.side_in(self.viewport().size())
        width = self._width_of(side)
        if self._count is not None:  # all tiles of a single row have to be in sight
            width = min(width, self.viewport().width() // self._count)
        cell = QSize(width, self._with_text(side))
        if cell != self.gridSize():
            self._tiles.side = side
            self.setIconSize(QSize(side, side))
            self.setGridSize(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def side_in(self, size: QSize) -> int:
        """The side of a picture in a view of this size, in pixels."""
        if self._count is None:
            return self._side
        grown = round(self._side * max(1.0, size.width() / USUAL))
        return max(1, min(grown, size.width() // self._count - GAP))

    def _width_of(self, side: int) -> int:
        return max(side, self.fontMetrics().horizontalAdvance(self._longest)) + GAP

    def _with_text(self, side: int) -> int:
        return side + (FRAME + self.fontMetrics().height() + 4 if self.is_captioned else GAP)

    def sizeHint(self) -> QSize:
        width = (self._count or 5) * self._width_of(self._side)
        return QSize(width, self._with_text(self._side))

    def heightForWidth(self, width: int) -> int:
        return self._with_text(self.side_in(QSize(width, 0)))

    def minimumSizeHint(self) -> QSize:
        return QSize((self._count or 1) * LEAST_TILE, self._with_text(self._side))
