"""The menu File: network files, data folders, pictures and exports.

network_files   opens and saves networks; asks before a file is older than its network
data_folders    chooses the data to learn from
picture_menu    the menus of what was used last; opens pictures for the canvas
export_dialog   asks where to export something to; writes files to give away
"""
