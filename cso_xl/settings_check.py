"""Settings of the right kind that still make no sense: reported when they are loaded, never ignored."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Protocol

from cso_xl.cells import times
from cso_xl.cells.text import fold
from cso_xl.errors import SettingsError

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_STATUSES = ("New", "Changed", "Check address", "Seen")  # of rows that are left in the address report
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(\.|$)", re.IGNORECASE)
_FORBIDDEN = set('\\:*?"<>|')  # in the name of a folder or file of Windows


class Loaded(Protocol):
    """Settings as they were loaded, by dotted names."""

    @property
    def values(self) -> Mapping[str, Any]:
        """All of them, as nested tables."""

    def table(self, name: str) -> Mapping[str, Any]:
        """A table."""

    def text(self, name: str) -> str:
        """A text."""

    def number(self, name: str) -> int:
        """A whole number."""

    def words(self, name: str) -> tuple[str, ...]:
        """A list of texts."""


def wrong(settings: Loaded) -> Iterator[str]:
    """One line for each setting that makes no sense."""
    yield from _blank_words(settings.values, "")
    yield from _numbers(settings)
    yield from _addresses(settings)
    yield from _times(settings)
    yield from _words(settings)
    yield from _names(settings)


def _blank_words(table: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Lists with an empty text, which would be found in everything."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _blank_words(value, f"{prefix}{key}.")
        elif isinstance(value, list) and any(isinstance(word, str) and not word.strip() for word in value):
            yield f"'{prefix}{key}' holds an empty text: take it out."


def _numbers(settings: Loaded) -> Iterator[str]:
    levels = settings.table("on_list")["match_levels"]
    if not levels or not set(levels) <= set(range(1, 6)):
        yield "'on_list.match_levels' must be one or more of 1, 2, 3, 4 and 5."
    if not 1 <= settings.number("on_list.due_days") <= 999:
        yield "'on_list.due_days' must be 1 to 999."


def _addresses(settings: Loaded) -> Iterator[str]:
    for key, value in settings.table("notices.addresses").items():
        given = [address.strip() for address in str(value).split(",")] if str(value).strip() else []
        if not all(_ADDRESS.fullmatch(address) for address in given):
            yield (
                f"'notices.addresses.{key}' must be an e-mail address, or several with a comma between them, or \"\"."
            )
    mailbox = settings.text("notices.mailbox")
    if mailbox and not _ADDRESS.fullmatch(mailbox):
        yield "'notices.mailbox' must be an e-mail address, or \"\"."


def _times(settings: Loaded) -> Iterator[str]:
    for key, value in settings.table("follow_ups").items():
        if key not in ("region", "day_begins", "day_ends") and str(value):
            try:
                times.parse(str(value))
            except SettingsError as error:
                yield f"'follow_ups.{key}': {error}"


def _words(settings: Loaded) -> Iterator[str]:
    youth = settings.table("youth_service")
    if both := {fold(word) for word in youth["yes"]} & {fold(word) for word in youth["no"]}:
        yield f"'youth_service.no' holds what 'youth_service.yes' holds, too: {', '.join(sorted(both))}."
    unknown = [
        status for status in settings.words("address_sharer.no_outcome_needed") if status not in _STATUSES
    ]
    if unknown:
        yield f"'address_sharer.no_outcome_needed' may hold {', '.join(_STATUSES)} only, not {', '.join(unknown)}."
    if settings.text("daily_diffs.no_action_value").count("{code}") != 1:
        yield "'daily_diffs.no_action_value' must hold {code} once: where the service code stands."


def _names(settings: Loaded) -> Iterator[str]:
    for report, names in settings.table("filing").items():
        for key, name in names.items():
            if fault := _fault_of_path(str(name)) if key == "folder" else _fault_of_name(str(name)):
                yield f"'filing.{report}.{key}' {fault}."
    for key, name in settings.table("filing_emails").items():
        if fault := _fault_of_name(str(name)):
            yield f"'filing_emails.{key}' {fault}."


def _fault_of_path(path: str) -> str | None:
    if path.startswith("/") or not path.strip() or PureWindowsPath(path).is_absolute():
        return "must lie in the records folder: it begins with the name of a folder, not with a drive or '/'"
    return next(filter(None, map(_fault_of_name, PurePosixPath(path).parts)), None)


def _fault_of_name(name: str) -> str | None:
    """Why Windows would not keep a name as it is, in words; None when it would."""
    if "/" in name or _FORBIDDEN & set(name):
        return 'holds a character that Windows does not allow in a name: \\ / : * ? " < > |'
    if name != name.strip() or name.endswith("."):
        return "has a name that begins or ends with a space, or ends with a full stop: Windows drops them"
    if _DEVICE.match(name):
        return "has the name of a device of Windows, such as CON or NUL"
    return None if name else "must not be empty"
