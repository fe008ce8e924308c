"""Limits on the size of a network, the same for new networks and for those in files.

So a network that can be opened can be trained, and one that was trained can be saved.
"""

from collections.abc import Sequence

MOST_LAYERS = 100  # the input and the output among them
MOST_NEURONS = 200_000
MOST_WEIGHTS = 5_000_000  # a minute an epoch, and 50 to 70 MB on the disk


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises ValueError if layers of these sizes are too many or too large.

    Its message is the end of a sentence, such as "makes 7,940,000 weights, 5,000,000 is the most",
    to which the caller adds the beginning.
    """
    if len(sizes) > MOST_LAYERS:
        raise ValueError(f"has {len(sizes):,} layers, {MOST_LAYERS} is the most")
    weights = sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))
    for number, what, most in (
        (sum(sizes), "neurons", MOST_NEURONS),
        (weights, "weights", MOST_WEIGHTS),
    ):
        if number > most:
            said = f"{number:,}" if number < 10**12 else "far too many"
            raise ValueError(f"makes {said} {what}, {most:,} is the most")
