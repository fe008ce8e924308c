"""CSV files, for a spreadsheet, pandas or another plot."""

import csv
import io
from collections.abc import Iterable


def csv_file(rows: Iterable[Iterable[object]], remarks: Iterable[str] = ()) -> bytes:
    """The content of a CSV file, in UTF-8: remarks, on lines that begin with #, and then rows.

    `pandas.read_csv(path, comment="#")` reads it.
    """
    text = io.StringIO()
    text.writelines(f"# {' '.join(remark.splitlines())}\n" for remark in remarks)
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def no_formula(cell: str) -> str:
    """The text of a cell, changed so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
