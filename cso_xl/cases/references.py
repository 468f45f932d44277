"""References that staff type: what is said where one is mistyped, or a notice's is given for a case's [C1]."""

import re
from collections.abc import Sequence

from cso_xl.records.references import REFERENCE

_NEAREST = 3  # that are named


def is_of_notice(reference: str) -> bool:
    """Whether a text reads like a notice's reference, '20250113-D3-7-cps'."""
    return re.fullmatch(REFERENCE, reference) is not None


def is_of_case(reference: str) -> bool:
    """Whether a text reads like a case's reference, the day and the entry: '20250113-D3-7'."""
    return is_of_notice(f"{reference}-cps")  # any recipient will do


def no_notices(reference: str, notices: Sequence[str]) -> str:
    """A message that a text is not the reference of a notice; it is repeated only when it is a case's."""
    given = f"'{reference}' is a case's reference" if is_of_case(reference) else "What was typed is"
    what = ", not a notice's" if is_of_case(reference) else " not the reference of a notice"
    return (
        f"{given}{what}. It stands in square brackets in the subject and reads like '20250113-D3-7-cps'. "
        f"{nearest(reference[:40], notices)}"
    )


def no_cases(reference: str, cases: Sequence[str]) -> str:
    """A message that a text is not the reference of a case, nor of a notice of one; it is not repeated."""
    return (
        "What was typed is not the reference of a case. It is the day and the entry, and reads like '20250113-D3-7'. "
        f"{nearest(reference[:40], cases, 'case')}"
    )


def nearest(reference: str, references: Sequence[str], of: str = "notice") -> str:
    """A message that names the open references nearest to this one."""
    from difflib import get_close_matches  # here: most calls name a known reference

    none = "None that is open is like it." if references else f"No {of} is open."
    ends = [
        known for known in references if reference and known.endswith(f"-{reference}")
    ]  # the day was left out
    near = ends[-_NEAREST:] or get_close_matches(reference, references, _NEAREST)
    return f"Nearest: {', '.join(near)}." if near else none
