"""Mistakes: how a network reads all images of a source, and which of them it misreads.

evaluated          what can be measured, and the answer
evaluation_words   the answer in words
compared           how two networks read the same digits
damage_curve       how damage changes the reading of these digits
mistake_charts     charts of how sure it is, and of damage
evaluation_watch   asks how the network in use reads a source
mistakes           the list of digits, and the one that is chosen
map_of_digits      where a layer of the network puts the digits
epochs_read        what the networks of a run's epochs read
story_words        when each digit was learnt: in words, as a chart, as CSV
stories_watch      looks at the epochs of the run in use
damage_watch       damages the drawing and the digits, while somebody looks
"""
