"""Refusals are one short sentence."""

import pytest


def refusal(work, kind=ValueError):
    """The sentence with which this work is refused."""
    with pytest.raises(kind) as caught:
        work()
    sentence = str(caught.value)
    assert "\n" not in sentence and len(sentence) <= 200
    return sentence
