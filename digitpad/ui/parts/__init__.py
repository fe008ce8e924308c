"""Parts that every room uses.

theme                        colours, and how large text is
layouts                      rows, columns, and what stands in them: labels, tabs, the wheel
number_fields                fields for numbers; numbers in little room
actions                      an action as a room declares it; the menus of all actions, and of files
explained                    what a widget is and its value now, in words; plain text
dialogs                      questions, messages and file dialogs
gallery, small_pictures      digits and signed numbers as small pictures; one can be chosen
following_view               the base of views that follow facts while they are seen
item_views                   what keys do in lists and tables; rows to point at
signed_bars                  bars to either side of 0
"""
