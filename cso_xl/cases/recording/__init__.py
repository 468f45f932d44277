"""The events that follow from what people typed on the sheets of a report [C3, C12, C14]."""
