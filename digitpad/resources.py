"""Finds the files in resources/: MNIST, pen digits, the default network and icons.

In a checkout, and so in an editable install, the folder stands beside the package. In a wheel it
stands inside the package, so that it is installed with it.
"""

from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a file or folder in resources/.

    `resource_path("networks", "default.json")` is resources/networks/default.json. Raises
    FileNotFoundError, which says where the file should be, if it is missing.
    """
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    folder = installed if installed.is_dir() else package.parent / "resources"
    path = folder.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: digitpad is not installed completely")
    return path
