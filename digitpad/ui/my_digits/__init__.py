"""The tab My Digits: what was drawn and labelled, and learning it.

my_digits_panel   puts the parts together; asks for digits, one after the other
hand_bar          whose digits; new, renamed, deleted, exported and imported hands
sheet             all digits in ten rows
learn_view        learns them: words and curves, before and after
"""
