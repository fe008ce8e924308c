"""Files: written whole or not at all, and checked whole before they are used.

network_file   writes a network to a JSON file, and reads it back
network_keys   the keys of that file, and how each is checked
hand_file      writes a hand, one person's digits, to JSON, and reads it back
json_text      what is wrong with JSON, in words
csv_file       any table as CSV
curves_csv     the curves of a run as CSV
whole_files    reads and writes any file as a whole
"""
