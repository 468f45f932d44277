"""The tab 'CSO' as a file that Excel loads: built, installed and checked without Excel."""
