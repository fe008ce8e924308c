"""Measuring: questions that take longer than the window may wait, answered on another thread.

measurer        answers the newest question of each kind, in turns, on one thread
questions       how good a network is, what excites a neuron, what a change costs, ...
evaluating      what a network answers to all images of a source, as a question
sources, evaluation_words  what can be measured, by name; what was found, in words
evaluation_watch  asks for it, for the network in use, while somebody looks
mistake_list    the misread digits: which are listed, and which one is chosen
mistake_questions  damaged digits, another network, and the map of all digits, as questions
damage_watch    damages the drawing and the listed digits, and asks for curves
against_watch   compares what was evaluated with another network
accuracy_watch  asks for the test accuracy of the network in use
"""
