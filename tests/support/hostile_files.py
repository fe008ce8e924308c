"""Network files that cost much time: as large as one may be, of numbers that are slow to read."""

from digitpad.core.files.network_keys import MOST_BYTES

# Numbers that cost a parser hundreds of times what 0.5 costs, if it works out all their digits.
SPELLINGS = {
    "0.5": "0.5",
    "1e308": "1e308",
    "1e-310": "1e-310",
    "the largest": "-1.7976931348623157e308",
    "the smallest": "5e-324",
    "half the smallest": "2.4703282292062327208299e-324",
    "nearly normal": "2.2250738585072011e-308",
    "between two floats": "6671682056251392711363150e283",
    "whole and odd": "9007199254740993.0",
    "300 digits": "0.0000001" + "7" * 293,
    "300 zeros": "0." + "0" * 299 + "1",
    "300 digits, e-500": "7" * 300 + "e-500",
    "a whole number of 300 digits": "7" * 300,
    "4,000 digits": "0." + "7" * 4000,
    "nearly nothing": "1e-99999999",
    "nothing": "0e99999999",
}
INPUTS, NEURONS = 2000, 1200


def with_number(number: str, key: str) -> bytes:
    """A good file with this number 2.4 million times, or as often as it may: in `key`."""
    neurons = min(NEURONS, (MOST_BYTES - 100_000) // (len(number) + 1) // INPUTS)
    row = "[" + ",".join([number] * INPUTS) + "]"
    column = "[" + ",".join(["[0]"] * neurons) + "]"
    if key == "weights":
        sizes, weights, more = [INPUTS, neurons], "[" + ",".join([row] * neurons) + "]", ""
    else:
        numbers = ",".join([number] * (INPUTS * neurons))
        sizes, weights, more = [1, neurons], column, f',"{key}":[{numbers}]'
    return (
        f'{{"sizes":{sizes},"cost":"QuadraticCost","weights":[{weights}],"biases":[{column}]{more}}}'
    ).encode()
