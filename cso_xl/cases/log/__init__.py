"""The case log: every event of every case in one chain, and the index by which it is read [C1, C3]."""
