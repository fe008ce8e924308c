"""The menu File: network files, data folders, pictures and exports.

network_files   opens and saves networks; asks before a file is older than its network
data_folders    chooses the data to learn from
picture_menu    opens pictures for the canvas
recent_menu     the menus of files, pictures and folders that were used last
export_dialog   asks where to export something to; writes files to give away
"""
