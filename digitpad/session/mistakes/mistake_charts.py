"""The charts of *How Sure?* and of *Damage*. No Qt.

The other network's curves, if there is one, are dashed.
"""

import numpy as np

from digitpad.core.damage import DamageKind
from digitpad.core.evaluation import PERCENT, Evaluation, ThresholdCurve, threshold_curve
from digitpad.session.charts.chart import Chart, ColorName, Curve, Trace
from digitpad.session.mistakes.damage_curve import DamageCurve

OF_ALL = "of all digits (%)"
SHARES = {"answered": OF_ALL, "right": "of those answered (%)"}


def threshold_charts(
    own: ThresholdCurve | None, other: Evaluation | None = None, name: str = ""
) -> list[Chart]:
    """How much is answered, and how much of that is right, by the activation that is needed.

    own: None until it is measured. other, name: another network's answers, and its name.
    """
    curves: list[tuple[str, ColorName, ThresholdCurve]] = []
    if own is not None:
        curves.append(("", "accent", own))
    if other is not None:
        curves.append((name, "muted", threshold_curve(other)))
    charts = []
    for kind, text in SHARES.items():
        # Without numbers nothing is answered, not even if no activation is needed.
        traces = tuple(_share(kind, *each) for each in curves if each[-1].answered[0])
        place = "if an answer needs activation {}"
        charts.append(Chart(traces, kind, "activation needed", text, "{:.2f} %", place))
    return charts


def _share(kind: str, name: str, color: ColorName, curve: ThresholdCurve) -> Trace:
    shares = curve.answered / curve.size if kind == "answered" else curve.right_share
    drawn = Curve(kind, PERCENT / 100, 100 * shares, is_dashed=bool(name), form="line")
    return Trace(f"{kind} {name}", name, color, (drawn,))


def damage_chart(kind: DamageKind, own: DamageCurve | None, other: DamageCurve | None) -> Chart:
    """The share read right by the strength of damage; NaN for strengths not measured yet."""
    curves: list[tuple[str, ColorName, DamageCurve | None]] = [
        ("measured", "accent", own),
        ("other", "muted", other),
    ]
    traces = []
    for key, color, found in curves:
        if found is not None:
            x = np.array(found.kind.strengths)
            y = np.full(len(x), np.nan)
            y[: len(found.right)] = 100 * np.array(found.right) / len(found.data)
            curve = Curve("right", x, y, is_dashed=bool(found.name))
            traces.append(Trace(key, found.name, color, (curve,)))
    return Chart(tuple(traces), "right", kind.axis, OF_ALL, "{:.2f} %", f"{kind.axis}: {{}}")
