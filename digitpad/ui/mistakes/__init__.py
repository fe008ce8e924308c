"""The tab Mistakes: how good the network is, where it fails, and how sure it is.

mistakes_panel   the tab, which makes its contents when they are first needed
mistakes_tab     the headline, what is measured, and four views
source_box, against_box   which images are measured, and against which other network
matrix_view      the confusion matrix, whose cells filter the gallery
mistakes_view    the gallery of the chosen cell, and one of its digits large
curve_view       the base of the next two: plots, and a handle that moves along them
threshold_view   how much is answered, and how often right, from a threshold on
damage_view      how often it is right when digits are damaged, and how they look then
map_view, digit_map   the view with the map of all digits, and the map itself

The views show what `EvaluationWatch` measures and what `MistakeList` lists of it, both in
`session/measuring`. A new view is a `FollowingView` that follows their signals.
"""
