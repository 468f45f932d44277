"""A season of synthetic weeks, driven through the command and judged by a truth known by construction.

The received files are made from the procedure and the data formats alone (world.py), what must be so from the rules
(truth.py); people work as people do (weeks.py), and after each step everything owed is compared (drive.py). Every
name, number and address is invented.
"""
