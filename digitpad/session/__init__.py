"""What the program knows and decides, without widgets.

State changes in one place, the `Session`, which announces it with frozen values. Around it stand:

    runs/                           a run, all runs, their comparison, the experiments
    hands/                          whose digits: labelled, collected; read and learnt
    mistakes/                       how all images are read; what is misread, also when damaged
    drawing, reading                the drawing, and what the network reads in it
    store, store_file, keeper       all that is kept, in one SQLite file, and what writes it
    opened_files                    opens and saves network files
    background                      a thread for files and disks
    preferences                     what is remembered from one start to the next, and where
    undo                            undoes the latest step, of the drawing, of hands or of runs
    measurer, watch                 slow questions on a thread of their own; who asks, and when
    questions                       what excites a neuron, what a change costs, ...
    inside_words                    what the headlines of Inside say
"""
