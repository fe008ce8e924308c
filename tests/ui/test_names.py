"""The names that scripts, screen readers and other people's tests find the window's parts by."""

import pytest
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

BESIDE = {
    QWidget: "canvas preview",
    QLabel: "prediction confidence explanation",
    QTabWidget: "tabs",
}
IN_TABS = {
    "Train": {
        QLineEdit: "hidden_layers seed",
        QComboBox: "cost weight_initializer regularization evaluation_data",
        QAbstractSpinBox: "epochs mini_batch_size eta lmbda training_size",
        QCheckBox: "monitor_evaluation_cost monitor_evaluation_accuracy monitor_training_cost "
        "monitor_training_accuracy augmentation",
        QPushButton: "start continue_training pause stop go_back_to_best",
        QProgressBar: "progress",
        PlotWidget: "cost_plot accuracy_plot",
    },
    "Runs": {
        QAbstractItemView: "runs",
        QLabel: "runs_headline",
        PlotWidget: "runs_cost_plot runs_accuracy_plot",
        QPushButton: "use_best compare_runs delete_runs",
    },
    "Experiments": {
        QAbstractItemView: "experiments",
        QPushButton: "run_experiment",
        PlotWidget: "experiment_plot",
    },
    "Inside": {QWidget: "weight_tiles neuron network_diagram"},
    "Mistakes": {
        QLabel: "test_accuracy answered",
        QTableView: "confusion_matrix",
        QListView: "mistakes",
        QComboBox: "evaluation_source damage",
        QAbstractSlider: "threshold damage_strength",
        QWidget: "digit_map",
    },
    "My Digits": {
        QAbstractItemView: "my_digits",
        QPushButton: "learn_my_digits",
        QComboBox: "hand",
    },
}


@pytest.mark.parametrize("title", IN_TABS)
def test_the_parts_of_a_tab_are_found_by_their_names_once_it_was_shown(desk, title):
    desk.show_tab(title)
    for kind, names in (*BESIDE.items(), *IN_TABS[title].items()):
        for name in names.split():
            assert isinstance(desk.find(name), kind), name
