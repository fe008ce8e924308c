"""The tab Mistakes: how good the network is, where it fails, and how sure it is.

mistakes_panel   the tab: the headline, what is measured, and four views
choices          which images are measured, and against which other network
matrix_view      the confusion matrix, whose cells filter the gallery
mistakes_view    the gallery of the chosen cell, and one of its digits large
curve_views      how sure it must be, and how it reads damaged digits: curves with a handle
map_view         all digits on a map of a layer's activations

The views show what `EvaluationWatch` measures and what `MistakeList` lists of it, both in
`session/mistakes/`. A new view is a `FollowingView` that follows their signals; what they lack it
asks by a `DigitsWatch`, as `MapView` does.
"""
