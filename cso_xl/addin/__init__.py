"""The add-in: the ribbon tab 'CSO' as a file that Excel loads; built, installed and checked without Excel."""
