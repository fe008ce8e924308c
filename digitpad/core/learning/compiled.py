"""Functions that numba compiles, with names by which it finds them again on the disk.

`kernel.py` is made of them, and of the formulas of neurons, which are compiled into it.
"""

from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any
from zlib import crc32

from numba import njit

from digitpad.core import neurons

# numba keeps compiled functions on the disk, and loads them while their own file is as it was. But
# formulas of `neurons.py` are compiled into functions of other files: its text is in all names.
FORMULAS = f"{crc32(Path(neurons.__file__).read_bytes()):08x}"


def compiled(function: Callable[..., Any], name: str = "") -> Any:
    """A function that is compiled when it is first called.

    name: instead of its own, for those that would share one, as all formulas do.
    numba numbers functions of one name in the order in which a process compiles them. In another
    order it would load the wrong one: tanh in place of relu.
    """
    name = f"{name or function.__name__}_{FORMULAS}"
    closure = function.__closure__
    named = FunctionType(function.__code__, function.__globals__, name, closure=closure)
    named.__qualname__ = name  # by which numba calls it
    # Sums may be taken in any order, eight numbers at a time. All of `fastmath` would also promise
    # the compiler that no number is infinite, but exp(-z) is, for z below -88. nogil lets the
    # threads of `distorted_blocks` work meanwhile.
    make = njit(
        cache=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy", nogil=True
    )
    return make(named)


def chosen_of(formulas: dict[str, Any], name: str) -> Any:
    """chosen(kind, x) in compiled code: the formula at the index `kind`, of the number x.

    formulas: compiled ones, by the names of their kinds. name: what they are.
    """
    (_, formula), *others = formulas.items()
    if others:
        rest = chosen_of(dict(others), name)

        def chosen(kind: int, x: Any) -> Any:
            return formula(x) if kind == 0 else rest(kind - 1, x)
    else:

        def chosen(kind: int, x: Any) -> Any:
            return formula(x)

    return compiled(chosen, f"{name}_of_{'_'.join(formulas)}")
