"""Hands: each has the digits of one person, which are collected, read and learnt.

hand_list       all hands, the chosen one, and their files
labelling       labels the drawing
collecting      asks for digits, which are labelled at once
hand_learning   how a network reads a hand, and how a copy of it learns the hand
hand_words      how it is read, and what learning has changed, in words and as a chart
learner         asks both about the chosen hand and the network in use
"""
