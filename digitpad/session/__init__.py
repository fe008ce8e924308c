"""What the program knows and decides, without widgets.

Each fact changes in one place, which announces it by a signal with a frozen value:

session                what is in use: a run at an epoch, its file, and the data
against                what is compared with: a run at an epoch
runs                   a run, all runs, their comparison, the experiments
hands                  people's digits: labelled, collected; read and learnt
mistakes               how all images are read, and which are misread
inside                 what a network does with the drawing, in words
charts                 what plots draw and read out
drawing, board         the drawing, and what holds it
reading, reader        how the network reads it, and what reads it anew
store, store_file      one SQLite file for all that is kept
store_rows             what its rows hold, written and read
runs_file              files of runs, which may come from anybody
runs_import            what becomes of the runs of such a file
keeper, writings       what is written when; the thread that does it
beginning              what the window had when it was left last
chosen_data            what a person's next run will learn from
opened_files           opens and saves network files
background             a thread for files, and one for the store
preferences            what is remembered from one start to the next, and where
undo                   undoes steps of the drawing, of hands and of runs
measurer, watch        answers slow questions on a thread; asks when facts change
question               what a question is
questions              what excites a neuron, what a change costs, ...
"""
