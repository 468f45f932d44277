"""This computer: its kind, its Excel, and what the organisation lets them do."""
