"""The left side of the window, always in sight: the canvas, its buttons, and the reading.

drawing_side       puts the parts below together, with their actions
canvas, painting   the sheet to draw on; paints drawings on it and into images
picture_transfer   reads, pastes, drops, copies and exports pictures
reading_view       the network's input and its answer, and the ten bars of its outputs, whose names
                   label the drawing
"""
