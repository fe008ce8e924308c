"""Hands: one person's digits each, which are drawn, labelled, collected and learnt.

hand_list        all hands, and the one that is chosen
labels           adds what is drawn to the chosen hand; relabels and removes; all with undo
collector        asks for digits, one after the other, and takes what is drawn
hand_reader      how the network in use reads the digits of the chosen hand
hand_questions   questions for the measurer: to read a hand, to learn it
learner          has a copy of the network learn the chosen hand, and uses it as a run
"""
