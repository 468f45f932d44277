"""What the steps do to a report's sheet: columns, rows removed, marks, colours, a report beside another."""
