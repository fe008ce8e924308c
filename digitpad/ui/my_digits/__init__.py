"""The tab My Digits: drawings that were labelled, and learning them.

my_digits_panel     puts the parts together; chooses a hand; asks for digits one by one
sheet               all digits in ten rows
hand_learning_view  learns them, and shows the results in words and curves
"""
