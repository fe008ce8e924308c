"""The menu File: network files, data folders and exports.

network_files   opens and saves networks; asks before a window closes that could not keep all
data_folders    chooses the data to learn from
export_dialog   asks for a file to export to, and writes it
"""
