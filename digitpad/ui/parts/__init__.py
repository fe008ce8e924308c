"""Parts that several rooms use.

theme                        colours and text size
layouts                      rows, columns, fields, tabs and splitters
cut_labels                   headlines and labels whose text is cut where there is no room
wheel_guard                  what the wheel changes
number_fields                fields for numbers; numbers as short texts
actions                      actions as rooms declare them; menus of actions and of recent files
explained                    explanations of widgets; plain text
dialogs                      questions, messages and file dialogs
gallery, small_pictures      digits and signed numbers as small pictures; one can be chosen
following_view               the base of views that are refreshed only while they are visible
item_views                   what lists and tables offer and copy; rows to point at
ten_bars                     a bar for each digit
signed_bars                  bars to either side of 0
"""
