"""The tab *My Digits*: drawings that were labelled, and learning them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from digitpad.core.data.dataset import with_article
from digitpad.core.data.hands import hand_file
from digitpad.core.text import shortened
from digitpad.session.hands.collecting import Asked, Collector
from digitpad.session.hands.hand_learning import HandReading, ReadDigit
from digitpad.session.hands.hand_words import doubt, headline
from digitpad.session.hands.learner import HandReader, Learner
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.my_digits.hand_learning_view import HandLearningView
from digitpad.ui.my_digits.sheet import Sheet
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.actions import Action, declare, undo_key
from digitpad.ui.parts.cut_labels import Headline
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import PAGE, REST, SPACE, choice_box, column, named, paragraph, row
from digitpad.ui.parts.small_pictures import Tile


class CollectBar(QWidget):
    """Buttons to begin writing the digits that the canvas asks for, to skip one, and to end."""

    def __init__(self, collector: Collector) -> None:
        super().__init__()
        about = "Asks for one digit after another, the rarest first; write them on the canvas"
        self.begin = named(QPushButton("&Write Digits"), "collect", about)
        self.skip = named(QPushButton("S&kip"), "skip_digit", "Ask for another digit")
        self.end = named(QPushButton("&Done"), "collect_end", "Ask for no more digits")
        row(self.begin, self.skip, self.end, REST, of=self, spacing=8)
        self.begin.clicked.connect(collector.begin)
        self.skip.clicked.connect(collector.skip)
        self.end.clicked.connect(collector.end)
        collector.changed.connect(self._show_asked)
        self._show_asked(collector.asked)

    def _show_asked(self, asked: Asked | None) -> None:
        # It stays in its place: a second press of *Done* should not begin anew.
        self.begin.setEnabled(asked is None)
        for button in (self.skip, self.end):
            button.setVisible(asked is not None)


class MyDigitsPanel(Panel):
    """The hand's digits on the left, learning them on the right."""

    canvas_wanted = Signal()
    """The canvas should have the keyboard's focus."""

    def __init__(self, shared: Shared, collector: Collector) -> None:
        super().__init__()
        self._hands, self._labels, self._collector = shared.hands, shared.labels, collector
        watched = shared.session, shared.measurer, shared.hands
        self._reader, self._learner = HandReader(*watched), Learner(*watched)
        hand_bar = HandBar(shared)
        self._collect_bar = CollectBar(collector)
        about = "How many digits of this hand the network reads right, and what learning changed."
        self._headline = Headline("digit_count", "digit_others", about)
        self.sheet = Sheet()
        self._doubted: ReadDigit | None = None
        about = "The network reads this digit as another, and leaves it out. Is the label right?"
        self._doubt, self._doubt_text = QWidget(), paragraph("doubt", about)
        self._doubt_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        about = "The label is right: the digit is learnt, and not asked about again."
        self._is_right = named(QPushButton(), "doubt_is_right", about)
        about = "The label was wrong: take what the network reads."
        self._is_other = named(QPushButton(), "doubt_is_other", about)
        about = f"Remove the digit from My Digits; {undo_key()} brings it back."
        drop = named(QPushButton("Discard"), "doubt_discard", about)
        drop.clicked.connect(self._discard)
        row((self._doubt_text, 1), self._is_right, self._is_other, drop, of=self._doubt, spacing=6)
        self._learning_view = HandLearningView(self._learner)
        right = column(hand_bar, (self._learning_view, 1), spacing=SPACE)
        halves = row((self.sheet, 1), (right, 1), spacing=2 * SPACE)
        below = row((self._collect_bar, 1), self._learning_view.learn, spacing=8)
        column(
            self._headline, (halves, 1), self._doubt, below, of=self, spacing=SPACE, margins=PAGE
        )
        bar = self._collect_bar
        for button in (bar.begin, bar.skip, bar.end):
            button.clicked.connect(self.canvas_wanted)
        self.sheet.chosen.connect(self._put_on_canvas)
        self.sheet.relabelled.connect(self._labels.relabel)
        self.sheet.removed.connect(self._labels.remove)
        for answer in (self._is_right, self._is_other):
            answer.clicked.connect(self._take_answer)
        self.looked_at.connect(self._reader.look)
        self.looked_at.connect(lambda _seen: self._end_unseen())
        self._reader.answered.connect(self._show)
        self._reader.refused.connect(self._show_state)
        for changed in (self._learner.changed, self._hands.changed):
            changed.connect(self._show_state)
        self._learning_view.learn.clicked.connect(self._learner.learn)
        self._show_state()

    def _end_unseen(self) -> None:
        if not self.isVisible():
            self._collector.end()  # else drawings would vanish from the canvas

    def _show(self, _found: HandReading | None) -> None:
        if (reading := self._reader.found) is not None:
            self.sheet.show_hand(reading, [digit.written.id for digit in self._in_doubt()])
        self._show_state()

    def _show_state(self, *_changed: object) -> None:
        """Show how well the hand is read, a digit in doubt, and what to do next."""
        found, missing = self._reader.found, not all(self._hands.hand.counts())
        if self._reader.refusal:
            self._headline.say("It cannot be read", self._reader.refusal)
        elif found is not None:
            self._headline.say(*headline(found, self._learner.learning))
        theme.give_role(self._collect_bar.begin, "primary" if missing else "")
        has_mistakes = found is not None and found.right < len(found.digits)
        theme.give_role(
            self._learning_view.learn, "primary" if has_mistakes and not missing else ""
        )
        self._doubt_if_needed()

    # Actions for a digit.

    def _put_on_canvas(self, chosen: Tile) -> None:
        if self._collector.asked is None:  # else the canvas is for the digit asked for
            self._labels.put_back(chosen.key)

    def _in_doubt(self) -> list[ReadDigit]:
        return self._reader.in_doubt([digit.id for digit in self._learner.left_out()])

    def _doubt_if_needed(self) -> None:
        """Ask about the first digit in doubt, until that is answered."""
        in_doubt = self._in_doubt()
        before, self._doubted = self._doubted, next(iter(in_doubt), None)
        self._doubt.setVisible(self._doubted is not None)
        if self._doubted is None:
            return
        written, verdict = self._doubted.written, self._doubted.verdict
        read = written.label if verdict is None else next(iter(verdict.digits), written.label)
        for button, digit in ((self._is_right, written.label), (self._is_other, read)):
            button.setText(f"It Is {with_article(str(digit))}")
            button.setProperty("digit", digit)
        self._is_other.setVisible(read != written.label)
        size = 0 if self._learner.why_not() else len(self._hands.hand.digits)
        self._doubt_text.setText(doubt(written.label, read, len(in_doubt), size))
        if before is None or before.written.id != written.id:
            self.sheet.choose(written.id)

    def _take_answer(self) -> None:
        """Take the digit of the button that was pressed as the label."""
        if self._doubted is not None:
            self._labels.relabel(self._doubted.written.id, self.sender().property("digit"))

    def _discard(self) -> None:
        if self._doubted is not None:
            self._labels.remove(self._doubted.written.id)


EXPORTED = "the strokes of a hand (*.json)"


class HandBar(QWidget):
    """A field for the hand, and a menu of actions for it."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._hands = hands = shared.hands
        self._exports, self._preferences = shared.exports, shared.preferences
        self._tell = shared.session.tell
        about = "New digits are added to this hand."
        self.hand = choice_box("hand", about, "Whose digits", letters=10)
        self.hand.activated.connect(lambda place: hands.choose(self.hand.itemData(place)))
        about = "New, rename, delete, export and import hands"
        more = named(QToolButton(), "hand_menu", about)
        more.setText("Hand")
        theme.give_role(more, "button")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions(declare(self, self._rows(), [hands.changed]))
        more.setMenu(menu)
        row(self.hand, more, REST, of=self, spacing=8)
        hands.listed.connect(self.show_hands)
        self.show_hands()

    def _rows(self) -> tuple[Action, ...]:
        return (
            Action("action_new_hand", "&New Hand…", "Hand", 1,
                   lambda: self._ask_for_name("New Hand", "", self._hands.new),
                   "Begin to collect another person’s digits"),
            Action("action_rename_hand", "&Rename…", "Hand", 1,
                   lambda: self._ask_for_name(
                       "Rename Hand", self._hands.hand.name, self._hands.rename),
                   "Give this hand another name"),
            Action("action_import_hand", "&Import…", "Hand", 2, self._import,
                   "Open a hand that was exported"),
            Action("action_export_hand", "&Export…", "Hand", 2, self._export,
                   "Write the strokes of this hand to a JSON file",
                   usable=lambda: bool(self._hands.hand.digits)),
            Action("action_delete_hand", "&Delete", "Hand", 3, self._delete,
                   "Delete this hand and all its digits", usable=lambda: self._hands.can_delete),
        )  # fmt: skip

    def show_hands(self) -> None:
        hands = [(shortened(hand.name), hand.id) for hand in self._hands.all()]
        offer(self.hand, hands, self._hands.hand.id)

    def _ask_for_name(self, title: str, name: str, use: Callable[[str], object]) -> None:
        dialog = named(QInputDialog(self), "hand_name")
        dialog.setWindowTitle(title)
        dialog.setLabelText("Whose digits are they?")
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _delete(self) -> None:
        name = shortened(self._hands.hand.name)
        self._hands.delete()
        self._tell(f"Deleted {name}; {undo_key()} brings it back")

    def _export(self) -> None:
        hand = self._hands.hand
        name = "".join(c if c.isalnum() or c in " -_" else "_" for c in hand.name)
        self._exports.ask("Export Hand", {EXPORTED: partial(hand_file, hand)}, f"{name}.json")

    def _import(self) -> None:
        dialogs.ask_for_path(self, "Import Hand", self._hands.open, self._preferences, "hands")
