"""Attacks on what reads files from outside, made from legitimate files; and random mutants of those.

Each attack is a function that gives a file's name and bytes; ATTACKS has them by name.
"""

from helpers.attacks import encrypted_workbooks, mails, workbooks, zips
from helpers.attacks.listing import ATTACKS

__all__ = ["ATTACKS", "encrypted_workbooks", "mails", "workbooks", "zips"]
