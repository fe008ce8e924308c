"""*When?*: after which epoch each digit was learnt, and which were forgotten again."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitpad.core.stories import GROUPS, NEVER, Stories
from digitpad.core.text import capitalized
from digitpad.session.mistakes.epochs_read import UNREAD
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.session.mistakes.stories_watch import StoriesWatch
from digitpad.session.mistakes.story_words import (
    MOST_FIGURES,
    about_stories,
    digit_and_story,
    joined,
    sentence_of,
    stories_chart,
    stories_csv,
    story,
    times_forgotten,
)
from digitpad.session.session import Session
from digitpad.ui.files.export_dialog import FileTypes
from digitpad.ui.mistakes.mistakes_view import SIDE, LargeDigit
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.explained import tooltip
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import choice_box, column, named, paragraph, row
from digitpad.ui.parts.small_pictures import MadeTiles, Tile
from digitpad.ui.plots.plot import HELP_TO_USE, Plot
from digitpad.ui.plots.plots_export import plot_file_types

FORGOTTEN = "forgotten most often"
LONGEST = "forgotten 100 times"  # a caption that each digit has room for
LOW = 76  # pixels of the large digit, so that small windows have room
MOST_LETTERS = 12  # of a class's name below a digit
NEWLY = "How many digits became right and, downwards, wrong again."

ShownFigure = tuple[int, str, bool]  # an epoch, what was read after it, and whether that was wrong


class EpochFigures(QLabel):
    """What was read after each epoch, in a line: a click on a figure uses its epoch.

    With the keys, arrows go from figure to figure, and Return uses one.
    """

    used = Signal(int)
    """Carries an epoch that is wanted."""

    def __init__(self, name: str, about: str, spoken: str) -> None:
        super().__init__()
        named(self, name, about, spoken)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._title, self._said = "", ""
        self._figures: Sequence[ShownFigure] = ()
        self._in_use = self._at = 0
        self.linkActivated.connect(lambda epoch: self.used.emit(int(epoch)))

    def show_figures(self, title: str, figures: Sequence[ShownFigure], in_use: int) -> None:
        """Show what was read. in_use: the epoch whose figure stands out."""
        self._title, self._figures, self._in_use = title, figures, in_use
        epochs = [epoch for epoch, _, _ in figures]
        self._at = epochs.index(in_use) if in_use in epochs else len(epochs) - 1
        names = [name for _, name, _ in figures]
        self._said = f"{title}: {joined(epochs, names)}" if figures else ""
        self.setAccessibleDescription(self._said)
        self._write()

    def _write(self) -> None:
        if len(self._figures) > MOST_FIGURES or not self._figures:
            self.setText(self._said)
            self.setToolTip(tooltip(self._said))  # there may be no room for all of it
            return
        self.setToolTip("")
        colors, parts = theme.current(), []
        for place, (epoch, name, is_wrong) in enumerate(self._figures):
            color = colors.misread if is_wrong else colors.ink
            looks = f"color: {color.name()}; text-decoration: none"
            figure = f"<b>{name}</b>" if epoch == self._in_use else name
            if place == self._at and self.hasFocus():
                figure = f"<u>{figure}</u>"
            parts.append(f'<a href="{epoch}" style="{looks}">{figure}</a>')
        self.setText(f"{self._title}: {'&nbsp; '.join(parts)}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if self._figures and by:
            self._at = min(max(self._at + by, 0), len(self._figures) - 1)
            self._write()
        elif self._figures and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.used.emit(self._figures[self._at][0])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._write()


class WhenView(FollowingView):
    """The stories of all digits: counts by epoch, digits of a group, and one of them by epoch."""

    painted = theme.CHANGES
    why_wanted = Signal()
    """The user asked why the digit on the canvas is read as it is."""

    def __init__(self, session: Session, watch: StoriesWatch, mistakes: MistakeList) -> None:
        """mistakes: puts digits on the canvas."""
        super().__init__()
        self._session, self._watch, self._mistakes = session, watch, mistakes
        self._group, self._row = next(iter(GROUPS)), 0
        self._rows: Sequence[int] = ()
        about = "When the digits were learnt, by what the network read after each kept epoch."
        self._title = paragraph("when_title", about, "heading")
        self._line = CutLabel("when_line", about, most_lines=1, role="caption")
        self.plot = Plot("when_learnt", "Learnt and forgotten by epoch", least=(120, 60),
                         about=f"{NEWLY} {HELP_TO_USE}")  # fmt: skip
        self.plot.area.setObjectName("when_learnt")
        about = "By when they were learnt, or how often forgotten."
        self._groups = choice_box("when_group", about, "Which digits are listed", letters=20)
        about = "What the digit is, what the network in use reads, and when it was learnt."
        self._large = LargeDigit("when_digit", "when_words", "why_when", about, LOW)
        about = "Click a digit to put it on the canvas, and to see what was read when."
        gallery = Gallery(SIDE, shows_choice=True, longest=LONGEST)
        self._gallery = named(gallery, "when_digits", about, "Digits by their story")
        about = "What was read after each kept epoch. A click, or Return, uses that epoch."
        self._of_digit = EpochFigures("figures_of_digit", about, "The chosen digit by epoch")
        self._of_drawing = EpochFigures("figures_of_drawing", about, "Your drawing by epoch")
        digits = QWidget()
        column(self._large, (self._gallery, 1), of=digits, spacing=8)
        middle = row((self.plot, 55), (digits, 45), spacing=16)
        lines = self._of_digit, self._of_drawing
        above = row((self._title, 1), self._groups, spacing=16)
        parts = column(above, self._line), (middle, 1), *lines
        column(*parts, of=self, spacing=6, margins=(0, 6, 0, 0))
        self._groups.activated.connect(self._choose_group)
        self._gallery.chosen.connect(self._choose)
        self._large.why.clicked.connect(self._ask_why)
        self.plot.chosen.connect(lambda epoch, _key: self._use(round(epoch)))
        for line in lines:
            line.used.connect(self._use)
        self.looked_at.connect(watch.look)
        self.follow(watch.answered, watch.refused, watch.drawing.answered)
        session.when_run(self._show_epoch, "used")

    @property
    def stories(self) -> Stories | None:
        """The stories of all digits, once they are known."""
        return None if self._watch.found is None else self._watch.found.stories

    @property
    def _evaluated(self) -> Evaluated | None:
        """The digits of the stories."""
        found, looked = self._mistakes.found, self._watch.found
        is_same = found is not None and looked is not None and found.data is looked.data
        return found if is_same else None

    def refresh(self) -> None:
        title, line = about_stories(self._watch.found, self._watch.epochs)
        self._title.setText(title)
        self._line.show_text(self._watch.refusal or line)
        self.plot.show_chart(stories_chart(self.stories), self._session.run_id or "")
        self._show_digits()
        self._show_epoch()

    def _show_epoch(self) -> None:
        """Mark the epoch in use, as while the timeline is dragged."""
        if not self.isVisible():
            self.refresh_soon()
            return
        stories, epoch = self.stories, self._session.runs.epoch
        is_drawn = stories is not None and epoch in stories.epochs[1:]
        self.plot.mark(float(epoch) if is_drawn else None)
        self._show_digit(self._row if self._row in self._rows else None)
        self._show_drawing()

    def _show_digits(self) -> None:
        stories, found = self.stories, self._evaluated
        self._groups.setEnabled(stories is not None)
        if stories is None or found is None:
            offer(self._groups, [(name, name) for name in GROUPS], self._group)
            self._gallery.show_tiles(())
            self._gallery.show_hint("")
            self._show_digit(None)
            return
        rows = {name: rows_in(stories) for name, rows_in in GROUPS.items()}
        offer(self._groups, [(f"{name}: {len(of):,}", name) for name, of in rows.items()],
              self._group)  # fmt: skip
        self._rows = rows[self._group].tolist()
        make = partial(tile_of, found, stories, self._group)
        self._gallery.show_tiles(MadeTiles(make, self._rows))
        self._gallery.show_hint("None.")
        if self._row not in self._rows and self._rows:
            self._row = self._rows[0]
        self._gallery.show_chosen(self._rows.index(self._row) if self._rows else None)
        self._show_digit(self._row if self._rows else None)

    def _show_digit(self, row: int | None) -> None:
        stories, found = self.stories, self._evaluated
        if stories is None or found is None or row is None:
            self._large.show_digit(None)
        else:
            epochs, epoch = list(stories.epochs), self._session.runs.epoch
            at = epochs.index(epoch) if epoch in epochs else -1
            read = found.output_names[int(stories.read[at, row])]
            tile = tile_of(found, stories, self._group, row)
            self._large.show_digit(tile, digit_and_story(found, stories, row, read), read)
        self._show_figures()

    def _show_figures(self) -> None:
        stories, found, row = self.stories, self._evaluated, self._row
        if stories is None or found is None or row not in self._rows:
            self._of_digit.show_figures("", (), 0)
            return
        read = [found.output_names[int(digit)] for digit in stories.read[:, row]]
        wrong = (~stories.is_right[:, row]).tolist()
        figures = list(zip(stories.epochs, read, wrong))
        label = found.classes[int(stories.labels[row])]
        self._of_digit.show_figures(f"This {label}", figures, self._session.runs.epoch)

    def _show_drawing(self) -> None:
        found, digit = self._watch.drawing.found or (), self._session.drawing.test_digit
        names, figures = self._session.classes, []
        for epoch, read in found:
            is_wrong = digit is not None and read != digit.label
            figures.append((epoch, "?" if read == UNREAD else names[read], is_wrong))
        self._of_drawing.show_figures("Your drawing", figures, self._session.runs.epoch)

    # What a person does.

    def _choose_group(self, *_index: int) -> None:
        self._group = self._groups.currentData()
        self._row = -1
        self._show_digits()

    def _choose(self, _tile: Tile) -> None:
        self._row = self._rows[self._gallery.currentIndex().row()]
        self._put_on_canvas()
        self._show_digit(self._row)

    def _put_on_canvas(self) -> None:
        if (found := self._evaluated) is not None:
            self._mistakes.put_on_canvas(found, self._row)

    def _ask_why(self) -> None:
        self._put_on_canvas()
        self.why_wanted.emit()

    def _use(self, epoch: int) -> None:
        self._session.use(self._session.run_id, epoch)

    def file_types(self) -> FileTypes:
        """The file types that the stories can be exported to."""
        stories, found = self.stories, self._evaluated
        assert stories is not None and found is not None
        texts = about_stories(self._watch.found, self._watch.epochs)
        return plot_file_types(lambda: stories_csv(found, stories), texts, [stories_chart(stories)])


def tile_of(found: Evaluated, stories: Stories, group: str, row: int) -> Tile:
    """A digit with its story. group: which of GROUPS it is listed in."""
    told = times_forgotten(stories, row) if group == FORGOTTEN else story(stories, row)
    if stories.states[row] == NEVER:
        told = f"read {found.output_names[int(stories.read[-1, row])][:MOST_LETTERS]}"
    pixels, about = found.data.images[row].reshape(28, 28), sentence_of(found, stories, row)
    return Tile(pixels, told, is_misread=not stories.is_right[-1, row], about=capitalized(about))
