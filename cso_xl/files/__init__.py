"""Files written whole or not at all, on Windows as elsewhere: the lowest room that touches a disk."""
