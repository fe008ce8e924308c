"""The tab Mistakes: how good the network is, where it fails, and how sure it is.

mistakes_panel   the tab: the headline, what is measured, and five views
choices          the images to measure, and another network to compare with
matrix_view      the confusion matrix, whose cells filter the gallery
mistakes_view    the gallery of the chosen cell, and one of its digits large
curve_views      thresholds and damaged digits: curves with a handle
when_view        when each digit was learnt, and which were forgotten
map_view         all digits on a map of a layer's activations

`EvaluationWatch` measures and `MistakeList` lists what the views show; both are in
`session/mistakes/`. A new view is a `FollowingView` that follows their signals; for other
measurements it uses a `DigitsWatch`, as `MapView` does.
"""
