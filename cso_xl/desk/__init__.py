"""A run without Excel: what has come, the steps on it, a copy opened again, the day."""
