"""A home of its own for settings and runs: nobody's own are touched, on any system."""

from pathlib import Path


def home_in(folder):
    """The variables that let digitpad keep its files in `config` and `data` in this folder."""
    return {f"XDG_{name.upper()}_HOME": str(Path(folder) / name) for name in ("config", "data")}
