"""python -m digitpad.evaluate: how well networks in files read test images, and where they fail.

Of one network file it prints the accuracy, the confusion matrix and the most frequent confusions,
which the window's tab Mistakes shows, too; of several the accuracies, a line each, and of a file of
runs that of each run's last network.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from digitpad.core.data.dataset import classes_of, load_data_wrapper
from digitpad.core.evaluation import (
    CONFIDENT,
    Evaluation,
    evaluate,
    threshold_curve,
    wilson_interval,
    worst_confusions,
)
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFileError, load
from digitpad.core.text import print_all_letters
from digitpad.session.runs.run import title_of
from digitpad.session.runs_file import RunsFile, RunsFileError, is_file_of_runs

WANTED = 0.995  # the share of right answers whose threshold is printed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m digitpad.evaluate", description=__doc__)
    about = "a network file (JSON), or a file of runs; of several networks, each gets one line"
    parser.add_argument("files", nargs="+", metavar="FILE", help=about)
    parser.add_argument(
        "--data", metavar="FOLDER", help="a folder of IDX files; by default digitpad's MNIST"
    )
    chosen = parser.parse_args(arguments)
    print_all_letters()
    try:
        training, _, test = load_data_wrapper(chosen.data)
    except (OSError, ValueError) as error:
        print(f"digitpad: {error}", file=sys.stderr)
        return 1
    are_all_read = True
    is_one = len(chosen.files) == 1 and not is_file_of_runs(Path(chosen.files[0]))
    for name, read in (each for file in chosen.files for each in networks_in(file)):
        try:
            network = read()
            with threadpool_limits(limits=1):
                evaluation = evaluate(network, test)
        except (NetworkFileError, OSError, ValueError) as error:
            print(f"digitpad: {error}", file=sys.stderr)
            are_all_read = False
            continue
        if not is_one:
            print(f"{how_many(evaluation)}  {name}")
    if not (is_one and are_all_read):
        return 0 if are_all_read else 1
    classes = list(classes_of(chosen.data, training.labels))
    classes += [str(i) for i in range(len(classes), network.sizes[-1])]
    for line in report(evaluation, classes[: network.sizes[-1]]):
        print(line)
    return 0


def networks_in(file: str) -> Iterator[tuple[str, Callable[[], Network]]]:
    """The networks in a file: a name, and a function that reads it. Of each run the last network.

    The function raises NetworkFileError or RunsFileError, with a sentence.
    """
    if not is_file_of_runs(Path(file)):
        yield file, partial(load, file)
        return
    try:
        with closing(RunsFile(Path(file))) as runs:
            for found in runs.runs():
                run = None if found is None else found.run
                title = "" if run is None else f": {title_of(run.name, '', run.number)}"
                yield f"{file}{title}", partial(runs.last_network, found)
    except RunsFileError as error:
        yield file, partial(_raise, error)


def _raise(error: Exception) -> Network:
    raise error


def how_many(evaluation: Evaluation) -> str:
    """How many images are read right, in percent with its interval, in a column."""
    n, right = len(evaluation), evaluation.accuracy
    low, high = (100 * share for share in wilson_interval(right, n))
    return f"{100 * right / n:6.2f} %  ({low:.2f} to {high:.2f} %)"


def report(evaluation: Evaluation, classes: Sequence[str]) -> list[str]:
    """What the command prints, line by line."""
    n, right, matrix = len(evaluation), evaluation.accuracy, evaluation.matrix()
    low, high = (100 * share for share in wilson_interval(right, n))
    unread, lucky = evaluation.unread()
    lines = [
        f"{100 * right / n:.2f} % of {n:,} test images are read right "
        f"(95 % interval: {low:.2f} to {high:.2f} %).",
        f"{n - right:,} are wrong, {evaluation.confident_mistakes():,} of them with an "
        f"activation over {CONFIDENT:g}.",
        f"Not a digit (no output reaches a tenth): {unread:,}, {lucky:,} of them right.",
        "",
        "Rows: what is written. Columns: what it is read as.",
        *matrix_lines(matrix, classes),
        "",
    ]
    worst = [f"{classes[i]} as {classes[j]}: {n:,}" for i, j, n in worst_confusions(matrix)]
    if worst:
        lines.append(f"Most frequent confusions: {', '.join(worst)}.")
    curve = threshold_curve(evaluation)
    least = curve.least_for(WANTED)
    if least is None:
        return [*lines, f"No threshold makes {100 * WANTED:g} % of the answers right."]
    words = curve.threshold_in_words(least)
    return [*lines, f"The lowest threshold for {100 * WANTED:g} % right answers: {words}"]


def matrix_lines(matrix: NDArray[np.int64], classes: Sequence[str]) -> list[str]:
    """The matrix as lines of one width, with the classes beside and above; 0 is a dot."""
    cells = [["", *classes]]
    cells += [[name, *(f"{n:,}" if n else "." for n in row)] for name, row in zip(classes, matrix)]
    left = max(len(row[0]) for row in cells)
    wide = 1 + max(len(cell) for row in cells for cell in row[1:])
    return [row[0].ljust(left) + "".join(cell.rjust(wide) for cell in row[1:]) for row in cells]


if __name__ == "__main__":
    sys.exit(main())
