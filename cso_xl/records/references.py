"""A notice's reference, as it stands in its e-mail's subject, in its draft's name and in the case log."""

ENTRY = r"[A-Z][0-9]{1,2}-[0-9]{1,7}"
DAY = r"(?P<date>[0-9]{8})(?:\.(?P<issue>[2-9]|[1-9][0-9]))?"  # a report's day, and which of that day's it is
REFERENCE = (
    rf"{DAY}-(?P<entry>{ENTRY})-(?P<to>[a-z]{{2,5}})"
    r"(?:-(?P<draft>[2-9]|[1-9][0-9]))?"
)
WITHOUT_DAY = rf"{ENTRY}(?:-[a-z]{{2,5}}(?:-(?:[2-9]|[1-9][0-9]))?)?"  # of an entry or a notice
