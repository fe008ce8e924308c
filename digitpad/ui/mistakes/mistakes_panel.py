"""The tab *Mistakes*: how good the network is, and where it fails, in five views."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from digitpad.session.mistakes.damage_watch import DamageWatch
from digitpad.session.mistakes.evaluation_watch import ComparedWatch, EvaluationWatch
from digitpad.session.mistakes.evaluation_words import (
    how_good,
    matrix_csv,
    measuring,
)
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.session.mistakes.stories_watch import StoriesWatch
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.mistakes.choices import AgainstBox, SourceBox
from digitpad.ui.mistakes.curve_views import DamageView, ThresholdView
from digitpad.ui.mistakes.map_view import MapView
from digitpad.ui.mistakes.matrix_view import MatrixView
from digitpad.ui.mistakes.mistakes_view import MistakesView
from digitpad.ui.mistakes.when_view import WhenView
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.cut_labels import Headline
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.layouts import PAGE, SPACE, Tabs, column, named, remember, row, split


class MistakesPanel(Panel):
    """The headline and the views. Nothing is measured while the tab is hidden."""

    def __init__(self, shared: Shared, next_mistake: QAction) -> None:
        """next_mistake: the action, whose key works in the whole tab as well."""
        super().__init__()
        session, measurer, preferences = shared.session, shared.measurer, shared.preferences
        self._exports, self._preferences = shared.exports, preferences
        self.watch = watch = EvaluationWatch(session, measurer, shared.hands)
        self._comparison = comparison = ComparedWatch(measurer, watch, shared.against)
        self.mistakes = mistakes = MistakeList(session, watch, comparison, shared.labels, self)
        self.looked_at.connect(watch.look)
        damage = DamageWatch(session, measurer, watch, shared.against)
        self._headline = Headline(
            "test_accuracy",
            "evaluation_caption",
            "How many images are read right: the most active output counts. The 95 % interval "
            "(Wilson’s) is for the true share; images that were learnt from have none.",
        )
        self.source = SourceBox(session, watch, shared.hands)
        self.source.offer(*preferences.recent("data"))
        choices, others = QWidget(), AgainstBox(session, shared.against, preferences)
        row(others, self.source, of=choices, spacing=8)  # which stays when the others go
        self.digits = MistakesView(mistakes, comparison)
        stories = StoriesWatch(session, shared.keeper, measurer, watch)
        self.when = WhenView(session, stories, mistakes)
        self.when.why_wanted.connect(self.digits.why_wanted)
        self.addAction(next_mistake)
        self.digits.gallery.addAction(next_mistake)  # in its context menu
        digits = split(
            Qt.Orientation.Horizontal,
            (MatrixView(watch, comparison, mistakes), 58),
            (self.digits, 42),
        )
        digits.setHandleWidth(2 * SPACE)
        digits.setContentsMargins(0, 8, 0, 0)
        views = named(Tabs(), "mistakes_views", spoken="Views")
        views.setDocumentMode(True)
        named(views.tabBar(), "views", spoken="Views")  # its name in look.qss
        views.setCornerWidget(choices)
        for title, about, view in (
            ("Digits", "Which digits are taken for which others.",
             digits),
            ("How Sure?", "How often is it right if it may decline unsure digits?",
             ThresholdView(watch, comparison)),
            ("When?", "After which epoch each digit was learnt, and which were forgotten again.",
             self.when),
            ("Damage", "How soon digits are misread if they are damaged more and more.",
             DamageView(damage, mistakes)),
            ("Map", "All digits, close to each other if a layer’s activations are alike.",
             MapView(session, measurer, watch, mistakes)),
        ):  # fmt: skip
            views.add(view, title, titled(title, about))
        compared = 0, 1, 3  # Digits, How Sure? and Damage
        views.currentChanged.connect(lambda at: others.setVisible(at in compared))
        remember(preferences, views, "mistakes/view")
        column(self._headline, (views, 1), of=self, spacing=SPACE, margins=PAGE)
        self.follow(watch.answered, watch.refused, comparison.answered)
        for each in (watch, stories):
            each.answered.connect(self.changed)

    # Actions.

    def measure_folder(self) -> None:
        """Ask for a folder of images to measure."""
        measure = self.source.measure_folder
        dialogs.ask_for_path(self, "Measure a Folder", measure, self._preferences, "data")

    def can_export_matrix(self) -> bool:
        """Whether there is a confusion matrix."""
        return self.watch.found is not None

    def can_export_stories(self) -> bool:
        """Whether it is known when digits were learnt."""
        return self.when.stories is not None

    def export_stories(self) -> None:
        """Ask for a file, and export when each digit was learnt to it."""
        self._exports.ask("Export When Digits Were Learnt", self.when.file_types(), "when.csv")

    def export_matrix(self) -> None:
        """Ask for a file, and export the confusion matrix to it."""
        found = self.watch.found
        if found is None:
            return

        def content() -> bytes:
            size = f"{found.evaluation.accuracy} of {len(found.evaluation)} right"
            remarks = (found.network_in_words, found.name, size)
            return matrix_csv(found.evaluation.matrix(), found.classes, found.output_names, remarks)

        file_types = {"CSV, counts (*.csv)": content}
        self._exports.ask("Export Confusion Matrix", file_types, "confusion.csv")

    def refresh(self) -> None:
        watch, found = self.watch, self.watch.found
        if watch.refusal:
            self._headline.say("It cannot be measured", watch.refusal)
        elif found is None:
            self._headline.say(measuring(watch.source.name(watch.in_use)))
        else:
            self._headline.say(*how_good(found, self._comparison.compared))
