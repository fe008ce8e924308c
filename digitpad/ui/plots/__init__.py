"""Plots: curves of one run or of many, over epochs or anything else, and their pictures for export.

Begin with `chart.py`, which says what can be shown, and `plot.py`, the widget that shows it.

series                     a run's measurements as arrays that grow with it
chart                      a chart of traces, each with curves: what a plot shows, and how
plot, legend               a plot, and the line above it that reads out exact values
plot_area, axes            what part of the axes is in sight: follows the run, zooms, moves
plot_items                 grid, marks, crosshair, and names at the lines' ends
drawn_trace, lines         draws a trace; paints all lines, points and bands in one item
remarks                    marks what the epochs do not say: other data, the best epoch
plots_export               plots to give away, as numbers or pictures
"""
