"""The format of MNIST's pictures: where their digits are, how large, and how wide their lines.

MNIST's digits were scaled, proportions kept, to fit a box of 20x20 pixels, and placed in 28x28
with their centre of mass in the middle (Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST
database of handwritten digits", http://yann.lecun.com/exdb/mnist/).

Lengths are in pixels, and pixel (row, column) has its centre at x = column, y = row.
"""

SIDE = 28  # of the picture
# The longer side of the ink, the pen's width included. MNIST's box is 20 pixels, but the digits
# cover 19.6 of them on average, since the outermost pixels are grey.
LONGEST = 19.6
# MNIST's centres of mass are at (14.01, 14.00) on average, half a pixel off the middle, 13.5.
CENTRE = 14.0
PEN_WIDTH = 2.4  # with it real pen digits are read best; it gives about as much ink as MNIST has
EDGE = 1.0  # width of the seam where ink fades to paper, half of it inside the pen's width
