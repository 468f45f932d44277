"""The tree that stands for Objective: names, publishing, claims, versions, protection; it knows no columns."""
