"""What runs by hand alone, the benchmarks and the makers of resources, fits the program."""

import ast
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "tests" / "benchmarks"
SCRIPTS = [*BENCHMARKS.glob("*.py"), *(ROOT / "resources/factory").glob("*.py")]
# A round of others takes a minute or more, or strokes that are not in the repository.
TASKS = ("inside",), ("mistakes",), ("handwriting",), ("window", "--rounds", "1")
ONE_ROUND = """
import importlib, sys
sys.path[:0] = [sys.argv.pop(1)]
import measuring
several = measuring.rounds_of
measuring.rounds_of = lambda work, _rounds, *clock: several(work, 1, *clock)
task = importlib.import_module(sys.argv[1])
task.ROUNDS = 1
import bench
bench.TASKS = dict.fromkeys(bench.TASKS, {})
bench.main()
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_what_a_script_imports_of_digitpad_is_there(script):
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("digitpad."):
            for alias in node.names:
                pkgutil.resolve_name(f"{node.module}:{alias.name}")


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task[0])
def test_a_benchmark_runs(task):
    done = subprocess.run(
        [sys.executable, "-c", ONE_ROUND, str(BENCHMARKS), *task],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
