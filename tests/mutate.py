"""Do the tests notice a slip? Changes single places of the program, and runs a room's tests.

    python tests/mutate.py core --count 40 --seed 1
    python tests/mutate.py ui --only ui/plots
    python tests/mutate.py session --quick

A slip is a comparison, a sign, an `and` or `or` that becomes its opposite, or a `connect` or `emit`
that is left out. It is made in a copy of the program, of which each core has its own, and a room's
slips are met by the tests of that room, first those that name the module most often; slips that no
test notices are listed. Exits with 1 if too few are noticed. --quick leaves out the slow tests.
"""

import argparse
import ast
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOALS = {"core": 0.85, "session": 0.85, "training": 0.85, "ui": 0.75}
# A slip that hangs the tests is noticed as well: a core alone takes so many times as long as all
# cores together took without a slip, and twice that.
LONGEST = 2 * (os.cpu_count() or 1)
OPPOSITES = {
    **{ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add},
}


@dataclass(frozen=True)
class Slip:
    """The node of a module, by its number in `ast.walk`, that becomes something else."""

    path: Path
    number: int
    line: int
    what: str


def slips_in(path):
    """All slips that can be made in a module."""
    found = []
    for number, node in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        what = None
        if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITES:
            what = type(node.ops[0]).__name__
        elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in OPPOSITES:
            what = type(node.op).__name__
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = getattr(node.value.func, "attr", "")
            what = called if called in ("connect", "emit") else None
        if what:
            found.append(Slip(path, number, node.lineno, what))
    return found


def slipped(slip):
    """The text of a module with the slip in it."""
    tree = ast.parse(slip.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[slip.number]
    if isinstance(node, ast.Compare):
        node.ops[0] = OPPOSITES[type(node.ops[0])]()
    elif isinstance(node, (ast.BinOp, ast.BoolOp)):
        node.op = OPPOSITES[type(node.op)]()
    else:
        node.value = ast.copy_location(ast.Constant(None), node.value)
    return ast.unparse(ast.fix_missing_locations(tree))


def tests_of(tree, room, module=""):
    """The files that test a room; those that name the module most often stand first."""
    files = sorted((tree / "tests" / room).rglob("test_*.py"))
    files.sort(key=lambda path: -path.read_text(encoding="utf-8").count(module))
    return [*files, tree / "tests" / "test_sentences.py"]


def copied(folder):
    """A copy of the program and its tests, in this folder."""
    folder.mkdir()
    for name in ("digitpad", "tests", "pyproject.toml", "README.md"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "resources").symlink_to(ROOT / "resources")
    return folder


def met(slip, room, trees, longest, marks):
    """Make a slip in a copy that is free; returns whether it is noticed, and takes it back."""
    tree = trees.get()
    place = tree / slip.path.relative_to(ROOT)
    place.write_text(slipped(slip), encoding="utf-8")
    noticed = is_noticed(tree, tests_of(tree, room, slip.path.stem), longest, marks=marks)
    shutil.copy(slip.path, place)
    trees.put(tree)
    return noticed


def is_noticed(tree, tests, longest=None, workers=0, marks=""):
    """Whether the tests fail, or take longer than these seconds, in this copy of the program."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", f"-n{workers}", "-m", marks]
    environment = os.environ | {"PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", *tests],
            cwd=tree,
            env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=longest,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("room", choices=GOALS)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the modules' paths")
    parser.add_argument("--quick", action="store_true", help="without the slow tests")
    arguments = parser.parse_args()
    modules = sorted((ROOT / "digitpad" / arguments.room).rglob("*.py"))
    slips = [s for path in modules if arguments.only in path.as_posix() for s in slips_in(path)]
    chosen = random.Random(arguments.seed).sample(slips, min(arguments.count, len(slips)))
    marks = "not slow" if arguments.quick else ""
    survivors, trees, cores = [], queue.Queue(), os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(cores) as pool:
        for core in range(cores):
            trees.put(copied(Path(folder, str(core))))
        whole = tests_of(copied(Path(folder, "whole")), arguments.room)
        began = time.monotonic()
        if is_noticed(Path(folder, "whole"), whole, workers=cores, marks=marks):
            sys.exit("The tests fail without a slip.")
        longest = LONGEST * (time.monotonic() - began)
        room = partial(met, room=arguments.room, trees=trees, longest=longest, marks=marks)
        for slip, noticed in zip(chosen, pool.map(room, chosen)):
            line = f"{slip.path.relative_to(ROOT)}:{slip.line} {slip.what}"
            print(f"{'noticed ' if noticed else 'SURVIVES'}  {line}", flush=True)
            survivors += [] if noticed else [line]
    share = 1 - len(survivors) / len(chosen)
    print(f"{share:.0%} of {len(chosen)} slips noticed, wanted {GOALS[arguments.room]:.0%}")
    sys.exit(share < GOALS[arguments.room])


if __name__ == "__main__":
    main()
