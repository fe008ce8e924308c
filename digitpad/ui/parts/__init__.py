"""Parts that every room uses.

theme, sizes, scaled_style   colours, how large everything is, boxes and arrows that grow with it
in_turn                      views that are drawn in turns, while they are seen
number_fields, choice_menu   fields for numbers; menus of choices
error_place                  room for a sentence about a wrong entry
checked_button               a button that stays pressed
gallery, small_pictures      digits as small pictures, one of which can be chosen
signed_bars, signed_colors   numbers with a sign, as bars and as colours
dialogs, offer               questions, messages and file dialogs; a line with a button
explained, cut_label         what a widget is and its value now, in words; lines that are cut
plain_text, number_text      text from outside, shown and never obeyed; numbers in little room
layouts                      rows, columns, and what stands in them, made in a line each
number_tables                numbers as tables, which can be copied
file_export                  files to give away
focus, wheel                 shows the focus; keeps the wheel from changing fields it passes over
kept_pictures                caches what would be repainted at every pen movement
"""
