"""What filed copies say of rows, and which of it still stands [C11]."""
