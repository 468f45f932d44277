"""What the steps do to the sheet 'Worklist': made, typed on, taken in, drafted from [C1, C3]."""
