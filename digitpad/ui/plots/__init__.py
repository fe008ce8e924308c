"""Plots: curves of one run or of many, over epochs or anything else, and their pictures for export.

Begin with `chart.py`, which says what can be shown, and `plot.py`, the widget that shows it.

series                     a run's measurements as arrays, and remarks on its curves
chart                      a chart of traces, each with curves: what a plot shows, and where
plot                       a plot, and the lines above it that read out exact values
annotations                names at the ends of curves, and marks above them
axes                       axes, and the base of plots that only show
plots_export               plots to give away, as numbers or pictures
"""
