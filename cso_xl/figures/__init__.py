"""Figures for the manager: how many of what, by week and month; they name nobody."""
