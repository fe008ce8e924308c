"""Plots: curves of one run or of several, over epochs or anything else, and their exports.

Begin with `session/charts/chart.py`, the data that can be shown, and `plot.py`, the widget that
shows them.

plot                       a plot, made of the parts below, down to legend
sight                      the part of x and the heights in sight, and the axes
curve_items                the lines and bands
annotations                names at the ends of curves, marks above them, and the epoch in use
pointing                   pointer, keys and clicks: a click means what is read out
legend                     the lines above it that read out exact values, crosshair and rings
linked_plots               plots that are shown together, and how curves are drawn
axes                       the axes of plots, and an empty plot
plots_export               exports of plots, as numbers or pictures
"""
