"""Imports point one way, core <- training <- session <- ui <- wiring <- app.

The NumPy part needs no Qt.
The imports are read from the source, those inside functions and under TYPE_CHECKING too, so a
forbidden one fails here even where it would never be run.
"""

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

import digitpad

PACKAGE = Path(digitpad.__file__).resolve().parent
QT = ("PySide6", "shiboken6", "pyqtgraph")
LAYERS = ["core", "training", "session", "ui", "wiring", "app"]


def imports_of(source, module, is_package=False, *, when_loaded=False):
    """The full names of all that a module's source imports: modules, or names in them.

    when_loaded: only of what it imports when it is imported itself.
    """
    package = module if is_package else module.rpartition(".")[0]
    tree = ast.parse(source)
    for node in tree.body if when_loaded else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = [*above, node.module] if node.level else [node.module]
            yield from (".".join([*filter(None, base), alias.name]) for alias in node.names)


def modules():
    """(module's name, path) of all of digitpad."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@functools.cache
def all_imports(when_loaded=False):
    """What each module of digitpad imports: {module: names}."""
    return {
        name: set(
            imports_of(
                path.read_text(encoding="utf-8"),
                name,
                path.name == "__init__.py",
                when_loaded=when_loaded,
            )
        )
        for name, path in modules()
    }


def within(name, *packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def layer(name):
    """The module's place in LAYERS, or None for those that stand beside them."""
    for place, package in enumerate(LAYERS):
        if within(name, f"digitpad.{package}"):
            return place
    return None


def forbidden(imports, *packages):
    """What these modules import of these packages: {module: names}, to be empty."""
    found = {name: {i for i in names if within(i, *packages)} for name, names in imports.items()}
    return {name: names for name, names in found.items() if names}


def those_in(*packages):
    chosen = {name: names for name, names in all_imports().items() if within(name, *packages)}
    assert len(chosen) >= len(packages)
    return chosen


def test_the_imports_are_really_read():
    """The checks below pass on an empty list too; so first, what is known to be there is there."""
    assert "digitpad.core.costs.CrossEntropyCost" in all_imports()["digitpad"]
    assert (
        "digitpad.core.learning.kernel.CompiledDescent"
        in all_imports()["digitpad.core.learning.fastest"]
    )  # in both:
    # under TYPE_CHECKING, and in a function
    assert "PySide6.QtCore.Signal" in all_imports()["digitpad.training.trainer"]
    assert {layer(name) for name in all_imports()} >= {0, 1, 2, 3, 4, 5}


def test_all_ways_to_write_an_import_are_read():
    source = """
import numpy as np, digitpad.ui.drawing.canvas
from digitpad import app
from . import sgd
from .costs import Cost
from ..training import worker
def f():
    import PySide6.QtCore
"""
    assert set(imports_of(source, "digitpad.core.network")) == {
        "numpy",
        "digitpad.ui.drawing.canvas",
        "digitpad.app",
        "digitpad.core.sgd",
        "digitpad.core.costs.Cost",
        "digitpad.training.worker",
        "PySide6.QtCore",
    }
    assert set(imports_of("from . import a", "digitpad.core", True)) == {"digitpad.core.a"}
    on_loading = set(imports_of(source, "digitpad.core.network", when_loaded=True))
    assert "digitpad.app" in on_loading and "PySide6.QtCore" not in on_loading


@pytest.mark.parametrize("place", range(len(LAYERS)), ids=LAYERS)
def test_no_layer_imports_one_above_it(place):
    above = [f"digitpad.{package}" for package in LAYERS[place + 1 :]]
    mine = {name: names for name, names in all_imports().items() if layer(name) == place}
    assert mine
    assert forbidden(mine, *above, "digitpad.__main__") == {}


def test_the_core_imports_no_qt_and_of_digitpad_only_itself_and_its_resources():
    core = those_in("digitpad.core")
    assert forbidden(core, *QT) == {}
    own = {name: {i for i in names if within(i, "digitpad")} for name, names in core.items()}
    for name, names in own.items():
        strangers = {i for i in names if not within(i, "digitpad.core", "digitpad.resources")}
        assert not strangers, f"{name} imports {strangers}"


def module_of(name):
    """The module of digitpad that an imported name is, or is in; None for those of others."""
    return max((module for module in all_imports() if within(name, module)), key=len, default=None)


def circle(imports):
    """Modules of which each imports the next and the last the first; empty if there are none."""
    done = set()

    def follow(module, path):
        if module in path:
            return path[path.index(module) :]
        if module in done or module not in imports:
            return []
        for other in sorted(imports[module]):
            if found := follow(other, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in imports if (found := follow(module, []))), [])


def test_a_circle_is_found_wherever_it_is():
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}) == ["b", "c", "d"]
    assert circle({"a": {"a"}}) == ["a"]


def test_no_modules_of_the_core_import_one_another_in_a_circle():
    core = {
        name: {module_of(i) for i in names if within(i, "digitpad.core")}
        for name, names in all_imports(when_loaded=True).items()
        if within(name, "digitpad.core")
    }
    assert "digitpad.core.network" in core["digitpad.core.learning.sgd"]
    assert circle(core) == []


def test_the_network_stands_on_the_ground_floor():
    """It needs NumPy and the costs; what its methods hand over to is imported when they do."""
    network = {
        module_of(i) or i.partition(".")[0]
        for i in all_imports(when_loaded=True)["digitpad.core.network"]
    }
    assert network - set(sys.stdlib_module_names) == {"numpy", "digitpad.core.costs"}
    costs = {i.partition(".")[0] for i in all_imports(when_loaded=True)["digitpad.core.costs"]}
    assert costs - set(sys.stdlib_module_names) == {"numpy"}


def test_training_imports_of_qt_only_qtcore_and_only_where_the_window_is_told():
    training = those_in("digitpad.training")
    assert forbidden(training, "pyqtgraph", "shiboken6") == {}
    for name, names in forbidden(training, "PySide6").items():
        assert all(within(i, "PySide6.QtCore") for i in names), f"{name} imports {names}"
        assert name == "digitpad.training.trainer"


def test_the_session_imports_of_qt_only_qtcore():
    session = those_in("digitpad.session")
    assert forbidden(session, "pyqtgraph", "shiboken6") == {}
    for name, names in forbidden(session, "PySide6").items():
        assert all(within(i, "PySide6.QtCore") for i in names), f"{name} imports {names}"


@pytest.mark.parametrize("name", ["worker", "messages"])
def test_what_runs_in_the_training_process_imports_no_qt(name):
    """Nor what it imports of digitpad, nor what that imports."""
    seen, todo = set(), {f"digitpad.training.{name}"}
    while todo:
        module = todo.pop()
        seen.add(module)
        names = all_imports()[module]
        assert forbidden({module: names}, *QT) == {}
        todo |= {m for m in all_imports() if any(within(i, m) for i in names)} - seen
    assert "digitpad.core.learning.sgd" in seen


def test_the_package_itself_imports_only_the_core():
    assert {i for i in all_imports()["digitpad"] if not within(i, "digitpad.core")} == set()
    assert forbidden(those_in("digitpad.resources"), *QT, "digitpad") == {}


WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} cannot be imported here")

sys.meta_path.insert(0, NoQt())
try:
    import PySide6
except ImportError:
    pass
else:
    raise SystemExit("the test itself is broken: PySide6 can be imported")

import numpy as np
import digitpad
import digitpad.training.worker
for name in digitpad.__all__:
    getattr(digitpad, name)

x, y = np.array([[0.0], [1.0]]), np.array([[1.0]])
net = digitpad.Network([2, 3, 1], rng=np.random.default_rng(1))
net.SGD([(x, y)], 200, 1, 3.0)
net.save(sys.argv[1])
assert digitpad.load(sys.argv[1]).feedforward(x)[0, 0] > 0.9
assert digitpad.load_data_wrapper()[1][0][1] == 3
print(sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "pyqtgraph"}))
"""


def test_digitpad_works_where_qt_cannot_be_imported(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, str(tmp_path / "net.json")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.stderr, run.stdout, run.returncode) == ("", "[]\n", 0)


def test_importing_digitpad_does_not_load_qt_where_it_is_there():
    code = "import sys, digitpad; print([n for n in sys.modules if 'PySide' in n or 'qt' in n])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.stderr, run.stdout) == ("", "[]\n")
