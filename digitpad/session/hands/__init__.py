"""Hands: whose digits are drawn, labelled, collected and learnt.

hand_list        the hands there are, and the one that is chosen
labels           adds what is drawn to the chosen hand; relabels and removes; all with undo
collector        asks for digits, one after the other, and takes what is drawn
hand_reader      how the network in use reads the digits of the hand
hand_questions   what the measurer is asked about a hand: to read it, to learn it
hand_in_use      uses a hand as the data in use, to learn from and to look through
learner          has a copy of the network learn the hand, and keeps it as a run
"""
