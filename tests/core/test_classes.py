"""Fashion-MNIST's clothes have names, wherever it lies; everything else has digits."""

import numpy as np
import pytest

from digitpad.core.data.classes import DIGITS, FASHION, FASHION_BEGINS, classes_of, with_article

OTHERS = np.arange(60) % 10
CLOTHES = np.concatenate([FASHION_BEGINS, OTHERS]).astype(np.uint8)


@pytest.mark.parametrize(
    ("folder", "labels", "classes"),
    [
        (None, OTHERS, DIGITS),
        ("/data/squares", OTHERS, DIGITS),
        ("/data/anything", CLOTHES, FASHION),
        ("/data/Fashion-MNIST", OTHERS, FASHION),
        ("/fashion/kmnist", OTHERS, DIGITS),
        ("/data/short", CLOTHES[:19], DIGITS),
    ],
)
def test_it_is_known_by_its_labels_or_by_its_folder(folder, labels, classes):
    assert classes_of(folder, labels) == classes


def test_things_have_articles():
    named = [with_article(name) for name in ("8", "3", "sneaker", "ankle boot")]
    assert named == ["an 8", "a 3", "a sneaker", "an ankle boot"]
