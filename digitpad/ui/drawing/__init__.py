"""The left side of the window: the canvas, and what the network reads on it.

drawing_side                    puts the parts below together, with their actions
canvas                          the sheet to draw on
painting                        paints a drawing, on the canvas and into images
picture_transfer                pastes, drops, copies and exports pictures
picture_files                   decodes picture files, makes pictures ready for the canvas
reading_view                    the network's input and its answer
activation_bars, label_row      the ten bars of the outputs; their names, which label the drawing
"""
