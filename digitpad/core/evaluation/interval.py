"""An interval says how far a share that was counted may be from the true one."""

import math

Z_95 = 1.959963984540054  # a normal variable stays within so many deviations 95 times of 100


def wilson_interval(count: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of `count` of `n`, as two shares from 0 to 1; by default of 95 %.

    Other digits by the same people would give a share in it 95 times of 100. It holds near 0 and 1
    too, where the usual "plus or minus" reaches beyond (E. B. Wilson, *Probable inference, the law
    of succession, and statistical inference*, 1927).

    Raises ValueError where n is not above 0, or the count not within 0 to n.
    """
    if not 0 <= count <= n or n < 1:
        raise ValueError(f"the count must be within 0 to n, and n 1 or more, not {count} of {n}")
    share = count / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + side * half) / (1 + z * z / n) for side in (-1, 1))
    # Exactly, as rounding could leave them a little beyond.
    return (0.0 if count == 0 else low), (1.0 if count == n else high)
