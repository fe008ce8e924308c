"""Measuring: questions that take longer than the window may wait, answered on other threads.

background   one thread that does one piece of work after the other
examiner     the test accuracy of the network in use
inspector    which training images excite a neuron, how well layers learn, ...
bench        makes and tests changed copies of a network
pace         spaces out slow work
"""
