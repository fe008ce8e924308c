"""Parts that every room uses.

theme                        colours, and how large text is
layouts                      rows, columns, and what stands in them: labels, tabs, lines of text
number_fields                fields for numbers; numbers in little room
actions                      an action as a row, and the menus made of all rows, or of files
explained                    what a widget is and its value now, in words; plain text
dialogs                      questions, messages and file dialogs
gallery, small_pictures      digits and signed numbers as small pictures; one can be chosen
views                        views that follow facts while seen; rows to point at; Ctrl+C; the wheel
signed_bars                  bars to either side of 0
"""
