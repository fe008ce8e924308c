"""Files: written whole or not at all, and checked whole before they are used.

`network_file.py` is a network and its JSON file, `network_keys.py` the keys of that file,
`whole_files.py` reads and writes any file.
"""
