"""What the window calls the costs."""

from digitpad.core.costs import Cost

# What the form says, and what the program calls it.
COST_NAMES = {"cross-entropy": "CrossEntropyCost", "quadratic": "QuadraticCost"}


def name_of_cost(cost: type[Cost]) -> str:
    """The name of a cost in the window."""
    return {value: name for name, value in COST_NAMES.items()}[cost.__name__]
