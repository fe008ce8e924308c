"""Parts that every room uses.

theme                        colours, and how large text is
layouts                      rows, columns, and what stands in them, made in a line each
lines                        lines of text: cut, about a wrong entry, or with a button
number_fields                fields for numbers
checked_button               a button that stays pressed
focus                        shows the focus, and keeps the wheel from fields that do not have it
copying                      Ctrl+C in a view of items
explained                    what a widget is and its value now, in words
plain_text, number_text      text from outside, shown and never obeyed; numbers in little room
dialogs, file_export         questions, messages and file dialogs; files to give away
gallery, small_pictures      digits as small pictures, one of which can be chosen
rows, signed_bars            rows to point at; bars to either side of 0
signed_colors                blue below 0, red above
following_view               refreshes a view only while it is seen
"""
