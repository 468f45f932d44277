"""What a cell says: text, dates, columns by their headings, what Excel can hold."""
