"""The sheet 'Worklist': the entries to decide, and the lines and columns on which they stand [C1, C10]."""
