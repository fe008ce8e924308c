"""The tab Mistakes: how good the network is, where it fails, and how sure it is.

mistakes_panel   the tab, which makes its views when it is first shown
mistakes_tab     lays the views out on pages
evaluation_bar   what is measured, and the accuracy
matrix_view, matrix_model   the confusion matrix, whose cells filter the gallery
mistakes_view    the gallery of misread digits
curve_view       the base of the next two: a curve, and a handle that moves along it
threshold_view   how much is answered, and how often right, from a threshold on
damage_view      how often it is right when digits are damaged; the handle damages them
against_view     what it mends and breaks, compared with another network
map_view, digit_map   the page with the map of all digits, and the map itself

The views show what `EvaluationWatch` measures and what `MistakeList` lists of it, both in
`session/measuring`. A new view is a `FollowingView` that follows their signals:
`watch.evaluated` carries an `Evaluated`, a partial one at first, or None where nothing is known;
`mistakes.listed` says that other examples are in the gallery.
"""
