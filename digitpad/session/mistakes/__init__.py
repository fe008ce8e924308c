"""Mistakes: how a network reads all images of a source, and which of them it misreads.

evaluated          what can be measured, the answer, and who asks
evaluation_words   the same in words
mistakes           which digits are listed, another network beside it, and the map of digits
damage_curve       what damage does to the reading of these digits
"""
