"""Writes what `resources/network.schema.json` says of settings, costs and kinds of neurons anew.

    python resources/factory/network_schema.py

All else in it is written by hand.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # this checkout, not one that is installed

from digitpad.core.costs import COSTS
from digitpad.core.learning.settings import WEIGHT_INITIALIZERS, Hyperparameters
from digitpad.core.neurons import KINDS, SIGMOID
from digitpad.resources import resource_path
from digitpad.session.runs.settings import (
    BELOW_1,
    SETTINGS,
    Between,
    Check,
    Number,
    OneOf,
    Setting,
    Whole,
)

PATH = resource_path("network.schema.json")


def made(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, with what follows from the tables."""
    keys = schema["properties"]
    kinds = "|".join(kind.name for kind in KINDS.values() if kind is not SIGMOID)
    cost = keys["cost"] | {"pattern": f"^(({kinds}):)?({'|'.join(COSTS)})$"}
    initializer = keys["weight_initializer"] | {"enum": [*WEIGHT_INITIALIZERS, None]}
    names = {field.name for field in fields(Hyperparameters)}
    settings = {each.name: _values(each) for each in SETTINGS if each.name in names}
    learning = keys["hyperparameters"] | {"properties": settings}
    of_tables = {"cost": cost, "weight_initializer": initializer, "hyperparameters": learning}
    return schema | {"properties": keys | of_tables}


def _values(setting: Setting) -> dict[str, Any]:
    """The values of a setting, as a schema."""
    described: dict[str, Any] = {"description": setting.about}
    match setting.takes:
        case OneOf(values):
            return described | {"enum": list(values.values())}
        case Check():
            return described | {"type": "boolean"}
        case Whole():
            return described | {"type": "integer", "minimum": 1}
        case Number(least):
            bound = "minimum" if least == 0 else "exclusiveMinimum"
            return described | {"type": "number", bound: 0}
        case Between(least, most):
            bound = {"exclusiveMaximum": 1} if most == BELOW_1 else {"maximum": most}
            return described | {"type": "number", "minimum": least} | bound
    raise TypeError(f"{setting.name}: no schema for {setting.takes}")


def as_text(schema: dict[str, Any]) -> str:
    """A schema as it stands in the file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(as_text(made(json.loads(PATH.read_text("utf-8")))), "utf-8")
