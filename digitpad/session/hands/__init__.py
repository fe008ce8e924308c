"""Hands, which are one person's digits each: collected, read and learnt.

hand_list       all hands, the chosen one, and their files
labelling       labels the drawing, and asks for digits
hand_learning   reads a hand, and lets a copy of a network learn it
"""
