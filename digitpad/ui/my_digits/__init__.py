"""The tab My Digits: what was drawn and labelled, and learning it.

my_digits_panel   puts the parts together
hand_bar          whose digits; new, renamed, deleted, exported and imported hands
collect_bar       asks for digits, one after the other
sheet             all digits in ten rows
learn_view        learns them: remarks and curves, before and after
words             what a hand and learning it come to, in words
"""
