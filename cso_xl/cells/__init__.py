"""The content of cells: text, dates, columns by their headings, and the limits of Excel."""
