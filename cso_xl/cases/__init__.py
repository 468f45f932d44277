"""A case from the question to done: what has happened to it, what state it is in, and what is owed next [C]."""
