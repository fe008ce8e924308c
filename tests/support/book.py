"""The book's way, one example at a time, with which digitpad's fast way is compared.

Nothing here comes from digitpad, or is fast: it is chapter 2 of the book, with the additions of
chapter 3, in float64. Weights are a list of matrices (neurons, inputs), biases a list of columns
(neurons, 1), an example is a pair of columns (x, y). Arguments stay unchanged; results are new.
"""

import numpy as np

QUADRATIC, CROSS_ENTROPY, LOG_LIKELIHOOD = "quadratic", "cross-entropy", "log-likelihood"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()


# f(z) of each kind of hidden neurons, and its slope at z.
KINDS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (lambda z: 2 * sigmoid(2 * z) - 1, lambda z: 4 * sigmoid(2 * z) * sigmoid(-2 * z)),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "linear": (lambda z: z, np.ones_like),
}


def passed(weights, biases, x, kind, neurons="sigmoid", kept=None):
    """The activations of all layers, the input first, and the weighted inputs of the others.

    kept: for dropout, the factors of each hidden layer's activations.
    """
    activations, zs = [np.asarray(x, np.float64)], []
    for layer, (w, b) in enumerate(zip(weights, biases)):
        zs.append(w @ activations[-1] + b)
        if layer == len(weights) - 1:
            a = (softmax if kind == LOG_LIKELIHOOD else sigmoid)(zs[-1])
        else:
            a = KINDS[neurons][0](zs[-1]) * (1.0 if kept is None else kept[layer])
        activations.append(a)
    return activations, zs


def feedforward(weights, biases, x):
    """The activations of all layers of sigmoids, the input first."""
    return passed(weights, biases, x, CROSS_ENTROPY)[0]


def cost(weights, biases, x, y, kind, neurons="sigmoid"):
    """The cost of one example, without regularization."""
    a = passed(weights, biases, x, kind, neurons)[0][-1]
    if kind == QUADRATIC:
        return 0.5 * np.sum((a - y) ** 2)
    if kind == LOG_LIKELIHOOD:
        return -np.sum(y * np.log(a))
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))


def measured(weights, biases, pairs, kind, lmbda, regularization="L2", neurons="sigmoid"):
    """The mean cost of some pairs with its regularization term, and the count of right answers."""
    n = len(pairs)
    mean = sum(cost(weights, biases, x, y, kind, neurons) for x, y in pairs) / n
    if regularization == "L1":
        term = lmbda / n * sum(np.abs(w).sum() for w in weights)
    else:
        term = lmbda / (2 * n) * sum((w**2).sum() for w in weights)
    read = [passed(weights, biases, x, kind, neurons)[0][-1].argmax() for x, _ in pairs]
    return mean + term, sum(int(j == y.argmax()) for j, (_, y) in zip(read, pairs))


def gradient(weights, biases, x, y, kind, neurons="sigmoid", kept=None):
    """(nabla_w, nabla_b) of one example."""
    activations, zs = passed(weights, biases, x, kind, neurons, kept)
    delta = activations[-1] - y
    if kind == QUADRATIC:
        delta = delta * activations[-1] * (1 - activations[-1])
    nabla_w, nabla_b = [], []
    for layer in range(len(weights) - 1, -1, -1):
        nabla_w.insert(0, np.dot(delta, activations[layer].T))
        nabla_b.insert(0, delta)
        if layer > 0:
            delta = (weights[layer].T @ delta) * KINDS[neurons][1](zs[layer - 1])
            delta = delta * (1.0 if kept is None else kept[layer - 1])
    return nabla_w, nabla_b


def step(
    weights,
    biases,
    mini_batch,
    n,
    *,
    eta,
    lmbda,
    kind,
    regularization="L2",
    neurons="sigmoid",
    kept=None,
    momentum=0.0,
    velocity=None,
):
    """The weights and biases after one step on a mini-batch; n: size of the training set.

    velocity: of all weights and then of all biases, a list of arrays that is changed in place.
    """
    sum_w = [np.zeros_like(w) for w in weights]
    sum_b = [np.zeros_like(b) for b in biases]
    for x, y in mini_batch:
        nabla_w, nabla_b = gradient(weights, biases, x, y, kind, neurons, kept)
        sum_w = [s + nw for s, nw in zip(sum_w, nabla_w)]
        sum_b = [s + nb for s, nb in zip(sum_b, nabla_b)]
    shrink, rate = eta * lmbda / n, eta / len(mini_batch)
    if regularization == "L1":
        decayed = [w - shrink * np.sign(w) for w in weights]
    else:
        decayed = [(1 - shrink) * w for w in weights]
    moves = [-rate * s for s in (*sum_w, *sum_b)]
    if velocity is not None:
        moves = velocity[:] = [momentum * v + move for v, move in zip(velocity, moves)]
    return (
        [w + move for w, move in zip(decayed, moves)],
        [b + move for b, move in zip(biases, moves[len(weights) :])],
    )


def epoch(weights, biases, pairs, order, mini_batch_size, *, rng=None, dropout=0.0, **settings):
    """The weights and biases after the examples in `order`, mini-batch by mini-batch.

    rng: draws which neurons dropout leaves out.
    """
    for start in range(0, len(order), mini_batch_size):
        mini_batch = [pairs[i] for i in order[start : start + mini_batch_size]]
        if dropout:
            masks = [rng.random(len(b)) >= dropout for b in biases[:-1]]
            settings["kept"] = [mask[:, None] / (1 - dropout) for mask in masks]
        weights, biases = step(weights, biases, mini_batch, len(pairs), **settings)
    return weights, biases


def examples(inputs, outputs, count, seed=11):
    """Random pairs to learn from: x in 0..1, y a unit vector."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(outputs, size=count)
    return [(rng.random((inputs, 1)), np.eye(outputs)[:, [label]]) for label in labels]
