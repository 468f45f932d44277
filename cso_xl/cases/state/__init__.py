"""The state of a case: what is owed in it, computed from its events and the clock [C2]."""
