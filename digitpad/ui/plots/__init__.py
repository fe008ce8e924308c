"""Plots: curves of one run or of several, over epochs or anything else, and their exports.

Begin with `chart.py`, the data that can be shown, and `plot.py`, the widget that shows them.

series                     a run's measurements as arrays, and remarks on its curves
chart                      a chart of traces of curves: the data of a plot
plot                       a plot, and the lines above it that read out exact values
curve_items                the lines and bands of a plot
choosing                   what a click means: a place on a curve
epoch_line                 the line that marks the epoch in use, and can be dragged
annotations                names at the ends of curves, and marks above them
axes                       axes, and the base of plots without interaction
plots_export               exports of plots, as numbers or pictures
"""
