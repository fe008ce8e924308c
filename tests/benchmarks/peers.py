"""The same training by others: an epoch of mini-batches of 10 with cross-entropy, eta 0.5, L2.

Each function gives the seconds of one epoch, without preparations, and the accuracy on the
validation data. The libraries are the extra `bench`.
"""

import time

import book
import numpy as np

ETA, LMBDA, SIZE = 0.5, 5.0, 10


def floats(data):
    return data.images / np.float32(255)


def one_hot(data):
    return np.eye(10, dtype=np.float32)[data.labels]


def forward(x, layers):
    for w, b in layers:
        x = 1 / (1 + np.exp(-(x @ w + b)))
    return x


def accuracy(layers, data):
    return float(np.mean(forward(floats(data), layers).argmax(axis=1) == data.labels))


def torch_epoch(sizes, training, validation):
    import torch

    torch.set_num_threads(1)
    modules = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        modules += [torch.nn.Linear(inputs, outputs), torch.nn.Sigmoid()]
    network = torch.nn.Sequential(*modules[:-1])  # the loss has the last sigmoid
    optimizer = torch.optim.SGD(network.parameters(), lr=ETA, weight_decay=LMBDA / len(training))
    loss = torch.nn.BCEWithLogitsLoss(reduction="sum")
    x, y = torch.from_numpy(floats(training)), torch.from_numpy(one_hot(training))
    began = time.perf_counter()
    order = torch.randperm(len(x))
    for start in range(0, len(x), SIZE):
        chosen = order[start : start + SIZE]
        optimizer.zero_grad()
        (loss(network(x[chosen]), y[chosen]) / SIZE).backward()
        optimizer.step()
    seconds = time.perf_counter() - began
    layers = [
        (m.weight.detach().numpy().T, m.bias.detach().numpy())
        for m in network
        if isinstance(m, torch.nn.Linear)
    ]
    return seconds, accuracy(layers, validation)


def torch_accuracy(sizes, training, validation, settings, neurons, seed):
    """PyTorch's accuracy with softmax outputs and our settings, without a penalty.

    As in ours, all examples of a mini-batch leave out the same neurons.
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    f = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[neurons]
    layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    for layer in layers:
        torch.nn.init.normal_(layer.weight, std=layer.in_features**-0.5)
        torch.nn.init.normal_(layer.bias)
    kept, size = 1 - settings.dropout, settings.mini_batch_size

    def outputs(a, is_training):
        for layer in layers[:-1]:
            a = f(layer(a))
            if is_training and kept < 1:
                a = a * (torch.rand(layer.out_features) < kept) / kept
        return layers[-1](a)

    parameters = [each for layer in layers for each in layer.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=settings.eta, momentum=settings.momentum)
    loss = torch.nn.CrossEntropyLoss()
    x, labels = torch.from_numpy(floats(training)), torch.from_numpy(training.labels.astype(int))
    for _epoch in range(settings.epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), size):
            chosen = order[start : start + size]
            optimizer.zero_grad()
            loss(outputs(x[chosen], True), labels[chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        read = outputs(torch.from_numpy(floats(validation)), False).numpy().argmax(axis=1)
    return float(np.mean(read == validation.labels))


def sklearn_epoch(sizes, training, validation):
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier(
        tuple(sizes[1:-1]),
        activation="logistic",
        solver="sgd",
        batch_size=SIZE,
        learning_rate_init=ETA,
        momentum=0,
        alpha=LMBDA / len(training),
        max_iter=1,
    )
    x = floats(training)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is all we want
        began = time.perf_counter()
        classifier.fit(x, training.labels)
        seconds = time.perf_counter() - began
    return seconds, float(classifier.score(floats(validation), validation.labels))


def jax_epoch(sizes, training, validation):
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(1)
    layers = [
        (
            jnp.asarray(rng.standard_normal((a, b)) / np.sqrt(a), jnp.float32),
            jnp.asarray(rng.standard_normal(b), jnp.float32),
        )
        for a, b in zip(sizes, sizes[1:])
    ]

    def loss(layers, x, y):
        for w, b in layers[:-1]:
            x = jax.nn.sigmoid(x @ w + b)
        w, b = layers[-1]
        z = x @ w + b
        return jnp.sum(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))) / SIZE

    def step(layers, batch):
        gradients = jax.grad(loss)(layers, *batch)
        decay = 1 - ETA * LMBDA / len(training)
        return [
            (decay * w - ETA * dw, b - ETA * db)
            for (w, b), (dw, db) in zip(layers, gradients, strict=True)
        ], None

    @jax.jit
    def epoch(layers, x, y, order):
        batches = x[order].reshape(-1, SIZE, sizes[0]), y[order].reshape(-1, SIZE, sizes[-1])
        return jax.lax.scan(step, layers, batches)[0]

    x, y = jnp.asarray(floats(training)), jnp.asarray(one_hot(training))
    order = jnp.asarray(rng.permutation(len(training)))
    jax.block_until_ready(epoch(layers, x, y, order))  # compiled ahead
    began = time.perf_counter()
    layers = jax.block_until_ready(epoch(layers, x, y, order))
    seconds = time.perf_counter() - began
    return seconds, accuracy([(np.asarray(w), np.asarray(b)) for w, b in layers], validation)


def book_epoch(sizes, training, validation):
    """Example by example, as the book's program does it step for step, its separate passes for
    cost and accuracy included: seconds without and with the four monitors."""
    rng = np.random.default_rng(1)
    weights = [rng.standard_normal((b, a)) / np.sqrt(a) for a, b in zip(sizes, sizes[1:])]
    biases = [rng.standard_normal((n, 1)) for n in sizes[1:]]
    pairs = [(x, y.astype(np.float64)) for x, y in training]
    evaluation = [(x, one) for (x, _), one in zip(validation, one_hot(validation)[:, :, None])]
    settings = {"eta": ETA, "lmbda": LMBDA, "kind": book.CROSS_ENTROPY}
    began = time.perf_counter()
    order = rng.permutation(len(pairs))
    weights, biases = book.epoch(weights, biases, pairs, order, SIZE, **settings)
    trained = time.perf_counter() - began
    right = {}
    for name, data in (("training", pairs), ("evaluation", evaluation)):
        sum(book.cost(weights, biases, x, y, book.CROSS_ENTROPY) for x, y in data)
        outputs = (book.feedforward(weights, biases, x)[-1] for x, _ in data)
        right[name] = sum(int(a.argmax() == y.argmax()) for a, (_, y) in zip(outputs, data))
    return trained, time.perf_counter() - began, right["evaluation"] / len(evaluation)
