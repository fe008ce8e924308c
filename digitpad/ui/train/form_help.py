"""What the fields of the form mean, in the book's words, and which values are sensible."""

from PySide6.QtWidgets import QLabel, QWidget

from digitpad.ui.parts.plain_text import wrapped

BOOK = "Nielsen, Neural Networks and Deep Learning, chapter 3"

HELP = {
    "hidden_layers": "Neurons of each hidden layer: 30, or 100, 30 for two layers, or none for a "
    "network without any. 10 to 200 are sensible.",
    "cost": "What training makes small. The cross-entropy learns fast also where an output is "
    f"badly wrong; the quadratic cost is slow there ({BOOK}).",
    "weight_initializer": "How the first weights are drawn, at random around 0. default: with the "
    "standard deviation 1/√inputs; large: with 1, which saturates the hidden neurons.",
    "seed": "Where the random numbers begin that make the first weights and shuffle the images: "
    "with the same whole number a new network is made and trained just as before. Empty: each "
    "time another.",
    "eta": "The learning rate η: how far each step of gradient descent goes. 0.1 to 1 is "
    "sensible, up to 3 with the quadratic cost. It can be changed during a run.",
    "lmbda": "The regularization parameter λ: how strongly weights are kept small; 0 is not at "
    "all. With 50,000 images 0.1 to 10 is sensible, with fewer less. It can be changed during a "
    "run.",
    "regularization": "How weights are kept small. L2 shrinks each in proportion to itself; L1 by "
    "a constant amount, and lets go of those that matter little.",
    "epochs": "How often the training images are gone through. 5 to 60 is sensible. It can be "
    "changed during a run.",
    "mini_batch_size": "Training images for each step of gradient descent. 10 to 100 is sensible.",
    "training_size": "Only the first so many of the training images are learnt from. With 1,000 a "
    "network overfits, as the book shows. Others begin a new run.",
    "evaluation_data": "The images that evaluation cost and accuracy are measured on, and never "
    "learnt from. Settings are chosen by the validation data; the test data are for the end.",
    "augmentation": "Each epoch sees every training image turned, slanted, stretched and bent "
    "anew: it learns digits rather than pictures, but takes more epochs.",
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
    """Give each field its help, and its label the same."""
    for name, text in HELP.items():
        field = form.findChild(QWidget, name)
        assert field is not None, name
        field.setToolTip(wrapped(text))
    for label in form.findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None:
            label.setToolTip(buddy.toolTip())
