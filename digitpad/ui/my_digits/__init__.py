"""The tab My Digits: what was drawn and labelled, and learning it.

my_digits_panel   puts the parts together; whose digits they are; asks for digits, one by one
sheet             all digits in ten rows
learn_view        learns them: words and curves, before and after
"""
