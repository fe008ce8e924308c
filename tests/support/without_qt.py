"""The beginning of a program in which Qt cannot be imported."""

NO_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} cannot be imported here")

sys.meta_path.insert(0, NoQt())
"""
