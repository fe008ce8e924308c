"""What each field of the tab Train means, which values are sensible, and what to try."""

HELP = {
    "hidden_layers": "Neurons of each hidden layer: 30, or 100, 30 for two layers, or none. 10 to "
    "200 are sensible. Try 100: it learns more slowly, and reads better.",
    "cost": "What training makes small. The cross-entropy learns fast even where an output is "
    "badly wrong, the quadratic cost slowly: train with both, and compare the first epochs.",
    "weight_initializer": "How the first weights are drawn, at random around 0. default: with the "
    "standard deviation 1/√inputs; large: with 1, which saturates hidden neurons, so that the "
    "first epochs are worse.",
    "seed": "A whole number from which all random numbers follow: the first weights, and the order "
    "of the images. With the same seed a run comes out the same again. Empty: another seed each "
    "time.",
    "eta": "How far each step of gradient descent goes. 0.1 to 1 is sensible, up to 3 with the "
    "quadratic cost. It can be changed during a run: try a tenth when the curves level off.",
    "lmbda": "Pulls weights towards 0 in every step. 0 switches it off: watch the two cost curves "
    "part. With 50,000 images 0.1 to 10 is sensible, with fewer images less.",
    "regularization": "How weights are pulled towards 0. L2: each in proportion to itself; L1: all "
    "by the same amount, so that weights that matter little become 0. Look at them in Inside.",
    "epochs": "How many times the network learns from all training images. 5 to 60 is sensible. It "
    "can be changed during a run: add some while the accuracy still rises.",
    "mini_batch_size": "Training images for each step of gradient descent. 10 to 100 is sensible. "
    "Try 1: an epoch takes longer, and its steps go astray more.",
    "training_size": "The network learns from only the first so many images. Try 1,000 with λ 0: "
    "it overfits, as in the book. Another number begins a new run.",
    "evaluation_data": "The images that evaluation cost and accuracy are measured on; nothing is "
    "learnt from them. Choose settings by the validation data; the test data are for the end. Of a "
    "hand, a third is held back for validation, and the test data are MNIST’s.",
    "augmentation": "In each epoch every training image is turned, slanted, stretched and bent "
    "anew, as the strip shows. The network learns digits rather than pictures: give it more "
    "epochs.",
    "early_stopping": "When the evaluation accuracy has had no new best for some epochs: stop; or "
    "halve η, and stop when it has fallen to 1/128. Try it with 100 epochs.",
    "no_improvement_in": "Epochs in a row without a new best evaluation accuracy, before it acts. "
    "5 to 20 is sensible.",
    "monitor_evaluation_cost": "Measure the cost on the evaluation data after each epoch. Where it "
    "rises while the training cost falls, the network overfits.",
    "monitor_evaluation_accuracy": "Count the evaluation images that are read right after each "
    "epoch.",
    "monitor_training_cost": "Measure the cost on the training data after each epoch.",
    "monitor_training_accuracy": "Count the training images that are read right after each epoch. "
    "Far above the evaluation accuracy, the network overfits.",
    "monitor_gradient_lengths": "Measure before each epoch how quickly each layer learns: the "
    "length of its biases’ mean gradient (the book’s chapter 5). The tab Runs draws it. It takes "
    "about as long as an epoch without monitors.",
}

COSTS = (
    "Both costs include the penalty for large weights, λ/2n Σw² or λ/n Σ|w|, with n the images "
    "that it is measured on: the fewer, the more it counts. So the evaluation cost may rise while "
    "the network reads better. View > Costs without the Penalty leaves it out."
)

PARTS = {
    "hidden_layers_error": "Nothing can be trained until this entry is right.",
    "learning_error": "Nothing can be trained until this entry is right.",
    "form_note": "How the form differs from the run whose curves are shown.",
    "undo_settings": "Bring back what you had entered before.",
    "caption": "The run and the network that the curves are of, and the data that it learns from.",
    "caption_settings": "The settings that the run learnt with, epoch by epoch.",
    "fall": "The accuracy was much better before. A smaller η falls less.",
}
