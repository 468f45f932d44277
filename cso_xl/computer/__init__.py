"""This computer: which one it is, which Excel it has, and what its organisation lets them do."""
