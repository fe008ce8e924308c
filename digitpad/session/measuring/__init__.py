"""Measuring: questions that take longer than the window may wait, answered on another thread.

measurer           answers the newest question of each kind, in turns, on one thread
questions          how good a network is, what excites a neuron, what a change costs, ...
sources            the images that a network can be measured on
evaluating         what a network answers to all images of a source
evaluation_watch   asks for that, for the network in use, while somebody looks
evaluation_words   what an evaluation shows, in words
mistake_list       the misread digits: which are listed, and which one is chosen
mistake_questions  damaged digits, another network, and the map of all digits
damage_watch       damages the drawing and the listed digits, and asks for curves
against_watch      compares the evaluated network with another one
accuracy_watch     asks for the test accuracy of the network in use
"""
