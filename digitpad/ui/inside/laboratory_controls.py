"""The controls of the laboratory, for one neuron and for all weights, and the list of changes."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QListView, QSizePolicy, QWidget

from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.core.network import Network
from digitpad.session.inside.laboratory_words import changes_in_words, values_in_words
from digitpad.session.inside.seen import Seen
from digitpad.ui.parts.explained import tell_value
from digitpad.ui.parts.item_views import PointedRows
from digitpad.ui.parts.layouts import column, label_of, named, row, slider

TENTHS = 10  # a slider's steps in 1
WITHOUT = Qt.ItemDataRole.UserRole  # the alteration without the change in a row


class LaboratoryControls(QWidget):
    """Shows an alteration in controls that change it."""

    changed = Signal()
    """The user has moved a control."""
    let_go = Signal()
    """A slider that was dragged was let go."""

    def __init__(self) -> None:
        super().__init__()
        about = "The neuron that the controls below change, in the copy alone."
        self._title = named(QLabel(), "laboratory_neuron", about)
        self._off = named(
            QCheckBox("switch it &off"),
            "neuron_off",
            "How many digits are misread without it? It sends 0; an output becomes inactive, and "
            "with a softmax the others then sum to 1.",
        )
        self._own_bias = 0.0
        self._bias = slider(
            "bias_shift",
            "With a larger bias the neuron is active sooner. How far can you go until digits are "
            "misread?",
            "Added to its bias",
            -200,
            200,
        )
        about = "0 disconnects its inputs; a negative factor inverts them."
        self._scale = slider("weight_scale", about, "Its weights are multiplied by this", -50, 50)
        self._scale.setValue(TENTHS)
        self._pruned = slider(
            "pruned",
            "The weakest weights of each layer become 0. How many can go until the accuracy falls?",
            "Weights pruned",
            0,
            100,
        )
        self._noise = slider(
            "noise",
            "Random numbers are added to all weights, measured in the weights’ standard deviation. "
            "How much noise does the network withstand?",
            "Noise on the weights",
            0,
            100,
        )
        self._sliders = (self._bias, self._scale, self._pruned, self._noise)
        self._texts = [QLabel() for _ in self._sliders]
        self._lay_out()
        self._off.toggled.connect(self._tell)
        for each in self._sliders:
            each.valueChanged.connect(self._tell)
            each.sliderReleased.connect(self.let_go)
        self._show_texts()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        names = ("its bias", "its weights", "prune all weights", "noise on all weights")
        for line, (name, field, text) in enumerate(zip(names, self._sliders, self._texts)):
            grid.addWidget(label_of(field, name), line, 0)
            grid.addWidget(field, line, 1)
            grid.addWidget(text, line, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, self.fontMetrics().horizontalAdvance("−00.00 → −00.00"))
        column(row((self._title, 1), self._off), grid, of=self, spacing=4)

    @property
    def is_held(self) -> bool:
        """Whether a slider is being dragged."""
        return any(each.isSliderDown() for each in self._sliders)

    def show_alteration(self, seen: Seen, network: Network, alteration: Alteration) -> None:
        """Show the changes of the chosen neuron and of all weights. network: the original."""
        change = alteration.change_of(*seen.place)
        self._own_bias = float(network.biases[seen.layer][seen.neuron, 0])
        blocked = [QSignalBlocker(control) for control in (self._off, *self._sliders)]
        self._title.setText(seen.name_of(*seen.place))
        self._off.setChecked(change.off)
        self._bias.setValue(round(TENTHS * change.bias_shift))
        self._scale.setValue(round(TENTHS * change.weight_scale))
        self._pruned.setValue(round(100 * alteration.pruned))
        self._noise.setValue(round(100 * alteration.noise))
        del blocked
        self._show_texts()

    def alter(self, alteration: Alteration, layer: int, neuron: int) -> Alteration:
        """The alteration with the controls' values for this neuron and for all weights."""
        change = self._change(layer, neuron)
        others = alteration.without_neuron(layer, neuron)
        is_nothing = change == NeuronChange(layer, neuron)
        return replace(
            others,
            neurons=others.neurons if is_nothing else (*others.neurons, change),
            pruned=self._pruned.value() / 100,
            noise=self._noise.value() / 100,
        )

    def _change(self, layer: int, neuron: int) -> NeuronChange:
        bias, scale = self._bias.value() / TENTHS, self._scale.value() / TENTHS
        return NeuronChange(layer, neuron, self._off.isChecked(), bias, scale)

    def _tell(self, *_value: object) -> None:
        self._show_texts()
        self.changed.emit()

    def _show_texts(self) -> None:
        pruned, noise = self._pruned.value() / 100, self._noise.value() / 100
        values = values_in_words(self._own_bias, self._change(0, 0), pruned, noise)
        for field, text, value in zip(self._sliders, self._texts, values):
            text.setText(value)
            tell_value(field, value)


class ChangeList(PointedRows):
    """All changes, one per row, and as high as the rows; a click on a change undoes it."""

    undone = Signal(Alteration)
    """A change was undone; carries the alteration without it."""

    def __init__(self) -> None:
        about = "All that was changed in the copy. Click a change to undo it."
        super().__init__()
        named(self, "laboratory_changes", about, "Changes")
        self._changes = QStandardItemModel(self)
        self.setModel(self._changes)
        self.setWordWrap(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for chosen in (self.clicked, self.activated):
            chosen.connect(self._undo)

    def _undo(self, row: QModelIndex) -> None:
        self.undone.emit(row.data(WITHOUT))

    def sizeHint(self) -> QSize:
        self.executeDelayedItemsLayout()
        return QSize(0, self.contentsSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # rows may have more lines, or fewer

    def show_changes(self, seen: Seen, network: Network, alteration: Alteration) -> None:
        """Show the changes. network: the original."""
        rows = changes_in_words(seen, network, alteration)
        self._changes.clear()
        for text, without in rows:
            item = QStandardItem(f"✕  {text}")
            item.setEditable(False)
            item.setData(without, WITHOUT)
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.StatusTipRole):
                item.setData(f"Undo: {text}", role)
            self._changes.appendRow(item)
        self.setVisible(bool(rows))
        self.updateGeometry()
