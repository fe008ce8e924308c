"""A network and settings for short runs."""

import numpy as np

from digitpad import Hyperparameters, Network

QUICK = {"mini_batch_size": 200}  # 25 mini-batches an epoch


def new_network(seed=7, **kinds):
    return Network([784, 30, 10], rng=np.random.default_rng(seed), **kinds)


def hyperparameters(**settings):
    """One epoch, of which only the evaluation accuracy is measured, unless told otherwise."""
    usual = {
        "epochs": 1,
        "monitor_evaluation_cost": False,
        "monitor_training_cost": False,
        "monitor_training_accuracy": False,
    }
    return Hyperparameters(**usual | settings)
