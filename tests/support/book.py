"""The book's way, one example at a time: what digitpad's quick way is compared with.

Nothing in here comes from digitpad, and nothing is quick: this is chapter 2 of the book, with
the regularization of chapter 3, written down once more in float64. Weights are a list of
matrices (neurons, inputs), biases a list of columns (neurons, 1), an example is a pair of
columns (x, y). What is given is left alone; what is new is returned.
"""

import numpy as np

QUADRATIC, CROSS_ENTROPY = "quadratic", "cross-entropy"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def feedforward(weights, biases, x):
    """The activations of all layers, the input first."""
    activations = [np.asarray(x, np.float64)]
    for w, b in zip(weights, biases):
        activations.append(sigmoid(w @ activations[-1] + b))
    return activations


def cost(weights, biases, x, y, kind):
    """The cost of one example, without regularization."""
    a = feedforward(weights, biases, x)[-1]
    if kind == QUADRATIC:
        return 0.5 * np.sum((a - y) ** 2)
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))


def measured(weights, biases, pairs, kind, lmbda, regularization="L2"):
    """The mean cost of some pairs with its regularization term, and how many are read right."""
    n = len(pairs)
    mean = sum(cost(weights, biases, x, y, kind) for x, y in pairs) / n
    if regularization == "L1":
        term = lmbda / n * sum(np.abs(w).sum() for w in weights)
    else:
        term = lmbda / (2 * n) * sum((w**2).sum() for w in weights)
    read = [feedforward(weights, biases, x)[-1].argmax() for x, _ in pairs]
    return mean + term, sum(int(j == y.argmax()) for j, (_, y) in zip(read, pairs))


def gradient(weights, biases, x, y, kind):
    """(nabla_w, nabla_b) of one example."""
    activations = feedforward(weights, biases, x)
    delta = activations[-1] - y
    if kind == QUADRATIC:
        delta = delta * activations[-1] * (1 - activations[-1])
    nabla_w, nabla_b = [], []
    for layer in range(len(weights) - 1, -1, -1):
        a = activations[layer]
        nabla_w.insert(0, np.dot(delta, a.T))
        nabla_b.insert(0, delta)
        if layer > 0:
            delta = (weights[layer].T @ delta) * a * (1 - a)
    return nabla_w, nabla_b


def step(weights, biases, mini_batch, n, *, eta, lmbda, kind, regularization="L2"):
    """The weights and biases after one step on a mini-batch; n: size of the training set."""
    sum_w = [np.zeros_like(w) for w in weights]
    sum_b = [np.zeros_like(b) for b in biases]
    for x, y in mini_batch:
        nabla_w, nabla_b = gradient(weights, biases, x, y, kind)
        sum_w = [s + nw for s, nw in zip(sum_w, nabla_w)]
        sum_b = [s + nb for s, nb in zip(sum_b, nabla_b)]
    shrink, rate = eta * lmbda / n, eta / len(mini_batch)
    if regularization == "L1":
        decayed = [w - shrink * np.sign(w) for w in weights]
    else:
        decayed = [(1 - shrink) * w for w in weights]
    return (
        [w - rate * s for w, s in zip(decayed, sum_w)],
        [b - rate * s for b, s in zip(biases, sum_b)],
    )


def epoch(weights, biases, pairs, order, mini_batch_size, **settings):
    """The weights and biases after the examples in `order`, mini-batch by mini-batch."""
    for start in range(0, len(order), mini_batch_size):
        mini_batch = [pairs[i] for i in order[start : start + mini_batch_size]]
        weights, biases = step(weights, biases, mini_batch, len(pairs), **settings)
    return weights, biases


def examples(inputs, outputs, count, seed=11):
    """Random pairs to learn from: x in 0..1, y a unit vector."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(outputs, size=count)
    return [(rng.random((inputs, 1)), np.eye(outputs)[:, [label]]) for label in labels]
