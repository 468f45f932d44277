"""Where copies are kept: the Objective folder tree under the records root. Knows nothing of columns."""
