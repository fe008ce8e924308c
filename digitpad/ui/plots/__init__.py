"""Plots: curves of one run or of several, over epochs or anything else, and their exports.

Begin with `session/charts/chart.py`, the data that can be shown, and `plot.py`, the widget that
shows them.

plot                       a plot, made of the parts below, down to legend
sight                      the part of x and the heights in sight, and the axes
curve_items                the lines and bands
annotations                names at the ends of curves, and marks above them
epoch_line                 the line that marks the epoch in use, and can be dragged
pointing, choosing         pointer, keys and clicks, and which place of a curve they mean
legend                     the lines above it that read out exact values, crosshair and rings
linked_plots               plots that are shown together, and how curves are drawn
axes                       the axes of plots, and an empty plot
plots_export               exports of plots, as numbers or pictures
"""
