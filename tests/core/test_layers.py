"""Imports point one way, core <- training <- session <- ui <- wiring <- app.

They are read from the source, those inside functions and under TYPE_CHECKING too, so that a
forbidden one is found even if it never runs. The NumPy part needs no Qt.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from without_qt import NO_QT

import digitpad

PACKAGE = Path(digitpad.__file__).resolve().parent
LAYERS = ["core", "training", "session", "ui", "wiring", "app"]
QT = ("PySide6", "shiboken6", "pyqtgraph")


def imports_in(tree):
    """The full names of the modules, or of their contents, that these nodes import."""
    for node in tree:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports are not read here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def source_of(layer):
    """The modules of a layer: (name, syntax tree)."""
    for path in [*(PACKAGE / layer).rglob("*.py"), *PACKAGE.glob(f"{layer}.py")]:
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_imports_one_above_it_or_more_of_qt_than_it_may(layer):
    above = [f"digitpad.{name}" for name in LAYERS[LAYERS.index(layer) + 1 :]]
    forbidden = {
        "core": (*above, *QT),
        "training": (*above, "PySide6.QtGui", "PySide6.QtWidgets", "pyqtgraph"),
        "session": (*above, "PySide6.QtGui", "PySide6.QtWidgets", "pyqtgraph"),
    }.get(layer, (*above, "digitpad.__main__"))
    undo = {"PySide6.QtGui.QUndoStack", "PySide6.QtGui.QUndoCommand"}  # what is undone
    modules = dict(source_of(layer))
    assert modules
    for name, tree in modules.items():
        found = {i for i in imports_in(ast.walk(tree)) if f"{i}.".startswith(tuple(forbidden))}
        found -= undo if layer == "session" else set()
        assert not found, f"{name} imports {found}"


def modules():
    """All modules of the package by their full names, as syntax trees."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("digitpad", *path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports_of_modules():
    """What each module imports of the others, also inside functions and under TYPE_CHECKING.

    One exception: the book's methods of `Network` hand over to `learning` and to `network_file`,
    which need it, and import them when they are called.
    """
    trees, found = modules(), {}
    for name, tree in trees.items():
        imported = {i if i in trees else i.rpartition(".")[0] for i in imports_in(ast.walk(tree))}
        found[name] = (imported & trees.keys()) - {name}
    handed_over = ("digitpad.core.learning.", "digitpad.core.network_file")
    network = found["digitpad.core.network"]
    found["digitpad.core.network"] = {i for i in network if not i.startswith(handed_over)}
    assert found["digitpad.core.network"] != network
    return found


def circles(imports):
    """The names that lie on a circle."""
    left = dict(imports)
    while ends := [name for name, found in left.items() if not found & left.keys()]:
        for name in ends:
            del left[name]
    return left.keys()


def test_no_file_is_in_a_circle_of_imports():
    imports = imports_of_modules()
    assert imports["digitpad.ui.frame.window"] > {"digitpad.ui.frame.tab"}
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}
    assert not circles(imports)


@pytest.mark.parametrize("layer", ["core", "ui"])
def test_no_two_rooms_of_a_layer_import_each_other(layer):
    found = set()
    for name, imported in imports_of_modules().items():
        for one in imported:
            rooms = [
                parts[2]
                for parts in (name.split("."), one.split("."))
                if parts[1:2] == [layer] and len(parts) > 2
            ]
            found |= {tuple(rooms)} if len(set(rooms)) == 2 else set()
    assert (("learning", "data") if layer == "core" else ("train", "parts")) in found
    assert not {(a, b) for a, b in found if (b, a) in found}


ALIAS = re.compile("_?([A-Z][a-z]+)+")


def named_types(tree):
    """The classes of a module, and the aliases of types; not what stands for any type."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name) | ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias")):
                yield name
            case ast.Assign(value=ast.Call(ast.Name("TypeVar"))):
                pass
            case ast.Assign([ast.Name(name)]) if ALIAS.fullmatch(name):
                yield name


def test_a_class_or_an_alias_has_a_name_of_its_own():
    books = {"digitpad.mnist_loader", "digitpad.network", "digitpad.network2"}
    trees = [tree for name, tree in modules().items() if name not in books]
    count = Counter(name for tree in trees for name in named_types(tree))
    assert count["Network"] == count["BookCurves"] == count["Pipe"] == 1
    short = {"Array", "Role"}  # for a long name of NumPy's or Qt's
    assert {name for name in count if count[name] > 1} == short


def test_each_room_says_what_is_in_it():
    for room in PACKAGE.rglob("__init__.py"):
        said = ast.get_docstring(ast.parse(room.read_text(encoding="utf-8")))
        rows = re.findall(r"^(\S.*?)  ", said, re.M)
        listed = [name for names in rows for name in names.split(", ")]
        inside = {
            path.stem
            for path in room.parent.iterdir()
            if path.suffix == ".py" or (path / "__init__.py").exists()
        }
        assert sorted(listed) == sorted(inside - {"__init__", "__main__"}), room


def test_no_room_imports_the_window():
    importing = {
        n for n, found in imports_of_modules().items() if "digitpad.ui.frame.window" in found
    }
    assert importing == {"digitpad.wiring", "digitpad.app"}


def test_the_network_imports_only_numpy_costs_and_neurons():
    ground = {"numpy", "digitpad.core.costs", "digitpad.core.neurons"}
    for module, needed in (("network", ground), ("costs", ground), ("neurons", {"numpy"})):
        tree = ast.parse((PACKAGE / "core" / f"{module}.py").read_text(encoding="utf-8"))
        found = set(imports_in(tree.body))
        found = {
            n.rpartition(".")[0] if n.startswith("digitpad") else n.partition(".")[0] for n in found
        }
        assert found - sys.stdlib_module_names <= needed


WITHOUT_QT = (
    NO_QT
    + """
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
"""
)
AS_EVER = "import sys, digitpad; print([n for n in sys.modules if 'PySide' in n or 'qt' in n])"


@pytest.mark.slow
@pytest.mark.parametrize(("code", "said"), [(WITHOUT_QT, ""), (AS_EVER, "[]\n")])
def test_digitpad_and_its_training_need_no_qt_and_load_none(tmp_path, code, said):
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "net.json")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.stderr, run.stdout, run.returncode) == ("", said, 0)
