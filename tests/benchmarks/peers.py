"""The same training by others: an epoch of mini-batches of 10 with cross-entropy, eta 0.5, L2.

Each function gives the seconds of one epoch, after whatever must be made ready, and the accuracy
on the validation data. The libraries are the extra `bench`.
"""

import time

import numpy as np

import digitpad

ETA, LMBDA, SIZE = 0.5, 5.0, 10


def floats(data: digitpad.Dataset) -> np.ndarray:
    return data.images / np.float32(255)


def one_hot(data: digitpad.Dataset) -> np.ndarray:
    return np.eye(10, dtype=np.float32)[data.labels]


def forward(x: np.ndarray, layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    for w, b in layers:
        x = 1 / (1 + np.exp(-(x @ w + b)))
    return x


def accuracy(layers: list[tuple[np.ndarray, np.ndarray]], data: digitpad.Dataset) -> float:
    return float(np.mean(forward(floats(data), layers).argmax(axis=1) == data.labels))


def torch_epoch(
    sizes: list[int], training: digitpad.Dataset, validation: digitpad.Dataset
) -> tuple[float, float]:
    import torch

    torch.set_num_threads(1)
    modules: list[torch.nn.Module] = []
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


def sklearn_epoch(
    sizes: list[int], training: digitpad.Dataset, validation: digitpad.Dataset
) -> tuple[float, float]:
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


def jax_epoch(
    sizes: list[int], training: digitpad.Dataset, validation: digitpad.Dataset
) -> tuple[float, float]:
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


def book_epoch(
    sizes: list[int], training: digitpad.Dataset, validation: digitpad.Dataset
) -> tuple[float, float, float]:
    """Example by example, as the book's program does it step for step, its fresh zeros and its
    separate passes for cost and accuracy included: seconds without and with the four monitors."""
    rng = np.random.default_rng(1)
    weights = [rng.standard_normal((b, a)) / np.sqrt(a) for a, b in zip(sizes, sizes[1:])]
    biases = [rng.standard_normal((n, 1)) for n in sizes[1:]]
    pairs = [(x, y.astype(np.float64)) for x, y in training]
    evaluation = [(x, one) for (x, _), one in zip(validation, one_hot(validation)[:, :, None])]

    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def output(x):
        for w, b in zip(weights, biases):
            x = sigmoid(np.dot(w, x) + b)
        return x

    def sigmoid_prime(z):
        return sigmoid(z) * (1 - sigmoid(z))

    def gradient(x, y):
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        activations, zs = [x], []
        for w, b in zip(weights, biases):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        delta = activations[-1] - y
        nabla_b[-1], nabla_w[-1] = delta, np.dot(delta, activations[-2].T)
        for layer in range(2, len(sizes)):
            delta = np.dot(weights[1 - layer].T, delta) * sigmoid_prime(zs[-layer])
            nabla_b[-layer], nabla_w[-layer] = delta, np.dot(delta, activations[-layer - 1].T)
        return nabla_b, nabla_w

    began = time.perf_counter()
    order = rng.permutation(len(pairs))
    decay = 1 - ETA * LMBDA / len(pairs)
    for start in range(0, len(pairs), SIZE):
        sum_b = [np.zeros(b.shape) for b in biases]
        sum_w = [np.zeros(w.shape) for w in weights]
        for i in order[start : start + SIZE]:
            nabla_b, nabla_w = gradient(*pairs[i])
            sum_b = [total + one for total, one in zip(sum_b, nabla_b)]
            sum_w = [total + one for total, one in zip(sum_w, nabla_w)]
        weights = [decay * w - ETA / SIZE * total for w, total in zip(weights, sum_w)]
        biases = [b - ETA / SIZE * total for b, total in zip(biases, sum_b)]
    trained = time.perf_counter() - began
    right = 0
    for data in (evaluation, pairs):
        for x, y in data:
            a = output(x)
            np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a)))
        right = sum(int(np.argmax(output(x)) == np.argmax(y)) for x, y in data)
        if data is evaluation:
            accurate = right / len(data)
    return trained, time.perf_counter() - began, accurate
