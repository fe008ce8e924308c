"""The one place that knows where resources/ is: MNIST, the default network and the icons.

In a checkout, and so in an editable install, the folder stands beside the package; in a wheel
it is inside the package, so that it is installed with it.
"""

from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder in resources/.

    ``resource_path("networks", "default.json")`` is resources/networks/default.json. What
    ships with the program and is not there is a FileNotFoundError that says where it should be.
    """
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    folder = installed if installed.is_dir() else package.parent / "resources"
    path = folder.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: digitpad is not installed completely")
    return path
