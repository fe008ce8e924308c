"""What runs by hand alone, the benchmarks and the makers of resources, imports what is there."""

import ast
import pkgutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [*(ROOT / "tests/benchmarks").glob("*.py"), *(ROOT / "resources/factory").glob("*.py")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_what_a_script_imports_of_digitpad_is_there(script):
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("digitpad."):
            for alias in node.names:
                pkgutil.resolve_name(f"{node.module}:{alias.name}")
