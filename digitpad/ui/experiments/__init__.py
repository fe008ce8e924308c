"""The tab Experiments, the book's and a person's own: question, guess, figure and verdict.

experiments_panel   the tab: the list of experiments, and the chosen one
experiment_card     its text, the guess and the buttons
own_neuron          sliders for a start of one's own, of the single neuron
own_question        fields for a person's own question
experiment_figures  its numbers beside the book's
"""
