"""Mistakes: how a network reads all images of a source, and which of them it misreads.

evaluated          what can be measured, the answer, and who asks
evaluation_words   the answer in words
mistakes           the list of digits, the comparison with another network, the map of digits
damage_curve       how damage changes the reading of these digits
"""
