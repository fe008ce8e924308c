"""Measures digitpad's speed, and compares it with limits.

    python tests/benchmarks/bench.py                    everything that needs no other file
    python tests/benchmarks/bench.py start training     some tasks
    python tests/benchmarks/bench.py window --tab Inside --view Why?

Each task is a module beside this one, whose `measure` yields names and values; TASKS has their
limits. If a limit is missed, lists the misses and exits with 1.
"""

import argparse
import importlib
import sys

from measuring import folders_of_its_own
from threadpoolctl import threadpool_limits

# Limits: most values must not be exceeded; "at least" marks minimums.
TASKS = {
    "start": {
        "first paint, times the bare import": 1.5,
        "first paint with 2,000 runs, times that with none": 1.05,
    },
    "files": {
        "784-300-10 saved, s": 0.3,
        "784-300-10 loaded, s": 0.3,
        "784-800-400-10 saved, s": 0.3,
        "784-800-400-10 loaded, s": 0.3,
        "its size, times that of the book's": 0.57,
        "2,000 runs listed, s": 0.3,
        "2,000 runs deleted, s": 0.3,
        "2,000 runs brought back, s": 0.3,
        "an epoch of one of 500 runs listed, ms": 5,
        "30 runs of 30 epochs of 784-30-10 written, s": 1.5,
        "30 runs of 30 epochs of 784-30-10 read, s": 1.5,
    },
    "distortions": {
        "at least: images a second": 20_000,
        "784-30-10, times what is possible": 1.0,
        "784-800-400-10, times what is possible": 1.0,
    },
    "inside": {
        "opened on the shipped network, s": 0.2,
        "a step of the wheel over 1,000 tiles, s of CPU": 0.01,
        "an altered copy tested, 784-100-10, s": 0.3,
        "average and nearest images of two digits, s": 0.05,
    },
    "mistakes": {
        "10,000 digits evaluated, s of CPU": 0.05,
        "30 epochs of 784-30-10 looked at, s of CPU": 1.0,
        "30 epochs of 784-100-10 looked at, s of CPU": 1.5,
        "none and five shifts, s of CPU": 0.1,
        "none and six noises, s of CPU": 0.5,
        "50,000 digits listed, s of CPU": 0.01,
        "the tab opened, s of CPU": 0.05,
        "50,000 digits: first numbers, s": 0.5,
        "50,000 digits: all, s": 3.0,
    },
    "training": {
        "at least: the book's loop with monitors, times ours, 784-30-10": 16,
        "at least: the book's loop with monitors, times ours, 784-100-10": 16,
        "at least: PyTorch, times ours with monitors, 784-30-10": 3,
        "at least: PyTorch, times ours with monitors, 784-100-10": 3,
        "at least: JAX, times ours compiled, 784-30-10": 1.3,
        "at least: JAX, times ours compiled, 784-100-10": 1.3,
        "at least: share of the sgemm rate, compiled, 784-100-10": 0.5,
        "97.9 % of the validation data, s": 10,
        "98.0 % of the validation data, relu with softmax, median of five seeds, s": 1.0,
        "relu with softmax, times sigmoids alone, NumPy": 1.0,
        "relu with softmax, times sigmoids alone, compiled": 1.0,
        "dropout, times sigmoids alone, NumPy": 1.25,
        "dropout, times sigmoids alone, compiled": 1.25,
        "momentum, times sigmoids alone, NumPy": 1.5,
        "momentum, times sigmoids alone, compiled": 2.0,
        "relu: apart, times the deviation of seeds": 2,
        "tanh, momentum 0.5: apart, times the deviation of seeds": 2,
        "relu, dropout 0.2, momentum 0.5: apart, times the deviation of seeds": 2,
    },
    "window": {
        "gap between frames, 99th percentile, ms": 16.7,
        "gap between frames, worst, ms": 50,
        "pen to painted answer, 99th percentile, ms": 16.7,
        "at least: speed, times that of training alone": 0.95,
        "the handle waits, 99th percentile, ms": 4,
        "to bars, reading and weights, 99th percentile, ms": 16.7,
        "after a fast drag, ms until its end is in use": 16.7,
        "epochs used after that": 0,
        "to the picture of Inside, 99th percentile, ms": 50,
    },
    "experiments": {
        "runs that differ": 0,
        "at least: times as fast by all cores, parts of the physical cores": 0.85,
        "at least: a person's run beside it, times its speed alone": 0.8,
        "Train: gap between frames, 99th percentile, ms": 16.7,
        "Experiments: gap between frames, 99th percentile, ms": 16.7,
        "pen to painted answer, 99th percentile, ms": 25,
    },
    "handwriting": {
        "at least: the worst form, %": 95,
        "a digit invented and read, ms": 1,
        # Outputs for drawings that are no digit: the limits are the shares of the network before.
        "scribbles above 0.5, %": 20.2,
        "two digits over one another above 0.5, %": 40.1,
        "letters above 0.5, %": 30.0,
        "at least: MNIST's test data, %": 99.4,
        "its file, MB": 12,
        "its file loaded, s": 0.15,
        "at least: mean over writers, %": 98.6,
        "at least: the worst writer, %": 93,
        "between sizes, points": 0.3,
        "between places, points": 0.3,
        "photos, points below strokes": 0.3,
    },
    "figures": {
        "at least: pairs read whole, %": 99,
        "at least: triples read whole, %": 99,
        "of these split, %": 0.2,
        "of these split of all writers, %": 0.2,
    },
    "personal": {
        "shipped, 3 of each learnt, s": 1.0,
        "shipped, 10 of each learnt, s": 3.0,
        "784-30-10, 3 of each learnt, s": 0.5,
        "at least: shipped, 1 of each: mean over writers, %": 99.55,
        "at least: shipped, 3 of each: mean over writers, %": 99.65,
        "at least: shipped, 5 of each: mean over writers, %": 99.70,
        "at least: shipped, 10 of each: mean over writers, %": 99.75,
        "small, 1 of each: errors after, parts of those before": 0.18,
        "small, 3 of each: errors after, parts of those before": 0.09,
        "small, 10 of each: errors after, parts of those before": 0.06,
        "at least: softmax, errors mended, times those of small": 0.8,
        "at least: relu, errors mended, times those of small": 0.8,
        **{
            f"{whose}, {k} of each: points that MNIST lost": most
            for whose, most in (("shipped", 0.05), ("small", 0.2))
            for k in (1, 3, 5, 10)
        },
        **{
            f"{whose}, {k} of each: draws that got worse by more than a digit": 0
            for whose in ("shipped", "small")
            for k in (3, 5, 10)
        },
        **{
            f"at least: {whose}, {k} of each: gain with wrong labels, parts of that without": 0.5
            for whose in ("shipped", "small")
            for k in (1, 3, 5, 10)
        },
    },
}
NEED_A_FILE = {"personal"}


def is_missed(wanted, name, value):
    """Print a measured value; return whether it misses its limit."""
    if name not in wanted:
        print(f"          {name}: {value:.4g}", flush=True)
        return False
    most = wanted[name]
    missed = value < most if name.startswith("at least") else value > most
    print(f"  {'MISSED' if missed else 'met   '}  {name}: {value:.4g}, wanted {most}", flush=True)
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tasks", nargs="*", choices=[*TASKS, []])
    arguments, options = parser.parse_known_args()
    missed = []
    for task in arguments.tasks or [task for task in TASKS if task not in NEED_A_FILE]:
        print(f"\n{task}", flush=True)
        # As in the program, whose matrices are so small that threads would wait for one another.
        with threadpool_limits(limits=1), folders_of_its_own() as folder:
            for name, value in importlib.import_module(task).measure(folder, options):
                if is_missed(TASKS[task], name, value):
                    missed.append(f"{task}: {name}")
    if missed:
        print("\nmissed:", *missed, sep="\n  ")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
