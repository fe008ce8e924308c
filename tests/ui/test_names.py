"""The names that scripts, screen readers and other people's tests find the window's parts by."""

from pyqtgraph import PlotWidget
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

NAMES = {
    QAbstractItemView: "runs experiments my_digits",
    QAbstractSlider: "threshold damage_strength",
    QAbstractSpinBox: "epochs mini_batch_size eta lmbda training_size",
    QCheckBox: "monitor_evaluation_cost monitor_evaluation_accuracy monitor_training_cost "
    "monitor_training_accuracy augmentation",
    QComboBox: "cost weight_initializer regularization evaluation_data evaluation_source damage "
    "hand",
    QLabel: "prediction confidence explanation runs_headline test_accuracy answered",
    QLineEdit: "hidden_layers seed",
    QListView: "mistakes",
    QProgressBar: "progress",
    QPushButton: "start continue_training pause stop go_back_to_best use_best compare_runs "
    "delete_runs run_experiment learn_my_digits",
    QTableView: "confusion_matrix",
    QTabWidget: "tabs",
    QWidget: "canvas preview weight_tiles neuron network_diagram digit_map",
    PlotWidget: "cost_plot accuracy_plot runs_cost_plot runs_accuracy_plot experiment_plot",
}


def test_parts_are_found_by_their_names_once_their_tabs_were_shown(desk):
    tabs = desk.window.tabs
    for index in range(tabs.count()):
        desk.show_tab(tabs.tabText(index))
    for kind, names in NAMES.items():
        for name in names.split():
            assert isinstance(desk.find(name), kind), name
