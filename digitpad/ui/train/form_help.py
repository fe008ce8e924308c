"""The tool tips of the form: what each field means, and which values are sensible."""

from PySide6.QtWidgets import QLabel, QWidget

from digitpad.ui.parts.plain_text import wrapped

BOOK = "Nielsen, Neural Networks and Deep Learning, chapter 3"

HELP = {
    "hidden_layers": "Neurons of each hidden layer: 30, or 100, 30 for two layers, or none for a "
    "network without any. 10 to 200 are sensible.",
    "cost": "What training makes small. The cross-entropy learns fast even where an output is "
    f"badly wrong; the quadratic cost is slow there ({BOOK}).",
    "weight_initializer": "How the first weights are drawn, at random around 0. default: with the "
    "standard deviation 1/√inputs; large: with 1, which saturates the hidden neurons.",
    "seed": "A whole number from which all random numbers follow: those that draw the first "
    "weights, and those that shuffle the images. With the same seed a new network is made and "
    "trained just as before. Empty: another seed each time.",
    "eta": "The learning rate η: how far each step of gradient descent goes. 0.1 to 1 is "
    "sensible, up to 3 with the quadratic cost. It can be changed during a run.",
    "lmbda": "The regularization parameter λ: how strongly weights are kept small; 0 is not at "
    "all. With 50,000 images 0.1 to 10 is sensible, with fewer images less. It can be changed "
    "during a run.",
    "regularization": "How weights are kept small. L2 shrinks each in proportion to itself; L1 "
    "shrinks all by the same amount, so that weights that matter little become 0.",
    "epochs": "How many times the network learns from all training images. 5 to 60 is sensible. "
    "It can be changed during a run.",
    "mini_batch_size": "Training images for each step of gradient descent. 10 to 100 is sensible.",
    "training_size": "The network learns from only the first so many training images. With 1,000 "
    "it overfits, as the book shows. Another number begins a new run.",
    "evaluation_data": "The images that evaluation cost and accuracy are measured on; nothing is "
    "learnt from them. Use the validation data to choose settings; the test data are for the end.",
    "augmentation": "In each epoch every training image is turned, slanted, stretched and bent "
    "anew: the network learns digits rather than pictures, but needs more epochs.",
    "early_stopping": "When the evaluation accuracy has had no new best for some epochs: stop; "
    "or halve η, and stop when it has fallen to 1/128.",
    "no_improvement_in": "Epochs in a row without a new best evaluation accuracy. 5 to 20 is "
    "sensible.",
    "monitor_evaluation_cost": "Measure the cost on the evaluation data after each epoch.",
    "monitor_evaluation_accuracy": "Count the evaluation images that are read right after each "
    "epoch.",
    "monitor_training_cost": "Measure the cost on the training data after each epoch.",
    "monitor_training_accuracy": "Count the training images that are read right after each epoch.",
    "monitor_gradient_lengths": "Measure before each epoch how quickly each layer learns: the "
    "length of its biases’ mean gradient (the book’s chapter 5). The tab Runs draws it. It takes "
    "about as long as an epoch without monitors.",
}


def explain(form: QWidget) -> None:
    """Give each field, and its label, its tool tip."""
    for name, text in HELP.items():
        field = form.findChild(QWidget, name)
        assert field is not None, name
        field.setToolTip(wrapped(text))
    for label in form.findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None:
            label.setToolTip(buddy.toolTip())
