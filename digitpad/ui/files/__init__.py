"""The menu File: network files, data folders and exports.

network_files   opens and saves networks; asks before a file is older than its network
data_folders    chooses the data to learn from
export_dialog   asks where to export something to; writes files to give away
"""
