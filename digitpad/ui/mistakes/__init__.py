"""The tab Mistakes: how good the network is, where it fails, and how sure it is.

mistakes_panel   the tab, which makes its views when it is first shown
mistakes_tab     puts the views together, on pages; the last one has their numbers as tables
evaluation_bar   what is measured, the accuracy, the most frequent confusions
matrix_view, matrix_model   the confusion matrix, whose cells filter the gallery
mistakes_view    the gallery of misread digits
curve_view       what the next two have in common: a curve, with a handle for it
threshold_view   how much is answered, and how often right, from a threshold on
damage_view      how often it is right when digits are damaged; the handle damages them
against_view     what it mends and breaks, against another network
map_view, map_canvas, map_marks   the page with the map of all digits, and its painting

All of them show what `EvaluationWatch` found, and what `MistakeList` lists of it, in
`session/measuring`. A new view is a `FollowingView` of the signals of these two, see
`parts/in_turn`, and needs nothing else:
`watch.evaluated` carries an `Evaluated` (a partial one at first; None where nothing is known), and
`mistakes.listed` says that other examples are in the gallery.
"""
