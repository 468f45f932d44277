"""Figures for the manager: how many of what, in which week and month; they count, and name nobody."""
