"""The sheet 'Worklist' as it was made before a client's questions stood on one line; weeks half done still have it."""

from collections.abc import Mapping, Sequence

_HEADINGS = (
    "Ref", "Row", "Client Number", "Client Name", "Question", "Outcome", "Detail", "Service Centre",
    "Service Centre Email", "Due", "Notice", "CEN", "SCN", "To do", "State", "Done in CMS", "Trace",
)  # fmt: skip
_FIRST = _HEADINGS[:15]  # before cases were recorded
_NAMES = {
    "Ref": "ref",
    "Row": "row",
    "Client Number": "client_number",
    "Client Name": "client_name",
    "Question": "question",
    "Outcome": "outcome",
    "Detail": "detail",
    "Service Centre": "service_centre",
    "Service Centre Email": "service_centre_email",
    "Done in CMS": "done",
    "Trace": "trace",
}


def width(headings: Sequence[str]) -> int:
    """The number of columns of such a worklist; 0 for headings of another kind."""
    is_earlier = len(headings) >= 10 and tuple(headings[: len(_FIRST)]) == _FIRST[: len(headings)]
    if not is_earlier:
        return 0
    return (
        len(_HEADINGS) if tuple(headings[: len(_HEADINGS)]) == _HEADINGS else min(len(headings), len(_FIRST))
    )


def cells(row: Sequence[str]) -> Mapping[str, str]:
    """The cells of an entry's line, by the names of a Line."""
    padded = [*map(str.strip, row), *[""] * (len(_HEADINGS) - len(row))]
    return {name: padded[_HEADINGS.index(heading)] for heading, name in _NAMES.items()}
