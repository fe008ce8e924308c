"""Forms: invents digits stroke by stroke, in the forms that people around the world write.

styles                           lists the forms, and draws them: begin here
forms_0_3, forms_4_6, forms_7_9  the forms themselves
lines                            what a form is made of: lines, arcs and smooth curves
letters                          capital letters that look like no digit
hand                             varies strokes as a writing hand does
no_digit                         drawings that should be read as no digit
"""
