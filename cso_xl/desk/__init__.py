"""A run without Excel: the files that came, the steps on them, a copy opened again, the day."""
