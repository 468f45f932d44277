"""The guidelines' rules as plain functions on text: no workbook, no file, no clock."""
