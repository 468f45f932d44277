"""From a received file to tables of text. Knows nothing of what the reports mean."""
