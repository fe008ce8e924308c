"""What a network is built like, and how a person writes its hidden layers down."""

from dataclasses import dataclass

NO_LAYERS = "none"
MOST_LAYERS = 8
MOST_NEURONS = 10_000
MOST_WEIGHTS = 1_500_000  # what a network file can hold, and a student can wait for


@dataclass(frozen=True, slots=True)
class Architecture:
    """What makes a network a different one: change it, and training starts from scratch."""

    hidden_layers: tuple[int, ...] = (30,)
    cost: str = "CrossEntropyCost"
    weight_initializer: str = "default"

    @property
    def sizes(self) -> tuple[int, ...]:
        return (784, *self.hidden_layers, 10)


def parse_hidden_layers(text: str) -> tuple[int, ...]:
    """The neurons of each hidden layer in "30" or "100, 30"; "none" is a network without any.

    Raises ValueError with a sentence that says what to type instead.
    """
    if not text.strip():
        raise ValueError("Type a number of neurons, such as 30, or 100, 30 for two layers.")
    if text.strip() == NO_LAYERS:
        return ()
    layers = []
    for part in text.split(","):
        part = part.strip()
        if not part:
            raise ValueError("A number is missing beside a comma: type 30, or 100, 30.")
        digits = part.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"“{part[:12]}” is not a whole number: type 30, or 100, 30.")
        # Compared by length first: Python refuses to convert very long numbers.
        if (
            part.startswith("-")
            or not digits.strip("0")
            or len(digits) > 9
            or int(digits) > MOST_NEURONS
        ):
            raise ValueError(f"A layer has 1 to {MOST_NEURONS:,} neurons, not {part[:12]}.")
        layers.append(int(digits))
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"{len(layers)} hidden layers are too many: {MOST_LAYERS} at most.")
    sizes = (784, *layers, 10)
    weights = sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))
    if weights > MOST_WEIGHTS:
        raise ValueError(f"This makes {weights:,} weights; {MOST_WEIGHTS:,} is the most.")
    return tuple(layers)
