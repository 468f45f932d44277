"""The workbook a step works on: one protocol in spreadsheet words, and its engines."""
