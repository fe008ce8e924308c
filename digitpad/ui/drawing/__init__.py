"""The left side of the window, always in sight: the canvas, its buttons, and the reading.

drawing_side       puts the parts below together, with their actions
canvas, painting   the sheet to draw on; paints drawings on it and into images
picture_transfer   puts pictures and test digits on the canvas, and copies drawings
reading_view       the network's input and its answer
output_bars        the bars of the ten outputs, and the buttons that label the drawing
"""
