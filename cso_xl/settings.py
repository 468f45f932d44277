"""settings.toml: every name, folder, column, word and colour, and where each value came from.

The settings.toml inside this package holds every key with its default and is the schema too: a
user's file may set the keys that stand there, with values of the same kind, and nothing else.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from cso_xl import settings_check
from cso_xl.cells.text import heading_key
from cso_xl.errors import FileError, SettingsError

DEFAULTS = Path(__file__).with_name("settings.toml")
OPEN_TABLES = (  # tables to which a user's file may add keys of their own
    "daily_diffs.changes",
    "daily_diffs.other_names",
    "notices.addresses",
    "follow_ups",
    "reminders",
    "addresses.lodging",
    "addresses.town_names",
    "addresses.street_types",
    "addresses.same_words",
)
CHANGE_RULES = ("red", "action", "status")


@dataclass(frozen=True)
class DiffChange:
    """What one kind of daily diff asks for [D2-D8]."""

    name: str
    id: str
    rule: str
    todo: str


@dataclass(frozen=True)
class Settings:
    """The settings in force; `values` is settings.toml as nested tables, `origin` names each key's file."""

    values: Mapping[str, Any]
    origin: Mapping[str, str]

    def table(self, name: str) -> Mapping[str, Any]:
        """A table by its dotted name, e.g. 'columns.on_list'."""
        table: Any = self.values
        for part in name.split("."):
            table = table[part]
        return dict(table)

    def text(self, name: str) -> str:
        """A text value by its dotted name, e.g. 'records.root'."""
        table, _, key = name.rpartition(".")
        return str(self.table(table)[key])

    def number(self, name: str) -> int:
        """A whole number by its dotted name."""
        table, _, key = name.rpartition(".")
        return int(self.table(table)[key])

    def flag(self, name: str) -> bool:
        """A true or false by its dotted name."""
        table, _, key = name.rpartition(".")
        return bool(self.table(table)[key])

    def words(self, name: str) -> tuple[str, ...]:
        """A list of texts by its dotted name."""
        table, _, key = name.rpartition(".")
        return tuple(str(word) for word in self.table(table)[key])

    def columns(self, report: str) -> Mapping[str, tuple[str, ...]]:
        """For each column key of a report, the headings it may have [I7]."""
        return {key: tuple(names) for key, names in self.table(f"columns.{report}").items()}

    def own(self, report: str, key: str) -> Any:
        """What a report's own table says of a key; None where it has no such table, or says nothing of it."""
        return self.values.get(report, {}).get(key)

    def with_records(self, root: Path) -> "Settings":
        """The same settings with another records folder."""
        return replace(self, values=_merge(self.values, {"records": {"root": str(root)}}))

    def with_addresses(self, addresses: Mapping[str, str], mailbox: str) -> "Settings":
        """The same settings with other addresses for notices, sent from another mailbox."""
        return replace(
            self, values=_merge(self.values, {"notices": {"addresses": addresses, "mailbox": mailbox}})
        )

    def changes(self) -> tuple[DiffChange, ...]:
        """The kinds of daily diff and what each asks for [D2-D8]."""
        return tuple(DiffChange(name, **rule) for name, rule in self.table("daily_diffs.changes").items())


def user_file() -> Path:
    """Where this user's own settings.toml lies (it need not exist)."""
    import platformdirs

    return Path(platformdirs.user_config_dir("cso_xl", appauthor=False)) / "settings.toml"


def make_user_file() -> None:
    """Make the user's own settings.toml, with nothing but an explanation in it.

    Raises SettingsError when it cannot be written.
    """
    _write(
        user_file(), "# Your own settings: write here only what differs from what 'cso-xl settings' prints.\n"
    )


def keep_records_root(folder: Path) -> None:
    """Write the records folder into the user's own settings.toml; whatever else stands there stays.

    Raises SettingsError when the file cannot be written.
    """
    path = user_file()
    line = f"root = {json.dumps(str(folder), ensure_ascii=False)}\n"
    existing = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    table = re.search(r"^\[records\][^\n]*(\n|$)", existing, re.MULTILINE)
    before, after = (existing[: table.end()], existing[table.end() :]) if table else (existing, "")
    heading = "" if table else "[records]\n"
    end = "" if not before or before.endswith("\n") else "\n"
    _write(path, f"{before}{end}{heading}{line}{after}")


def _write(path: Path, text: str) -> None:
    from cso_xl.files.publish import replace  # here: settings are written once, and read at every press

    try:
        replace(path, text.encode())
    except FileError as error:
        raise SettingsError(str(error)) from None


def load(path: Path | None = None) -> Settings:
    """The defaults, overridden by `path` or else by the user's own file if there is one.

    Raises SettingsError when the file named is absent, is not TOML, or holds an unknown key or
    a value of the wrong kind.
    """
    defaults = _defaults()
    origin = {name: "default" for name, _ in _leaves(defaults)}
    chosen = path if path is not None else user_file()
    if path is None and not chosen.is_file():
        return Settings(defaults, origin)
    given = _read(chosen)
    problems = list(_problems(given, defaults, ""))
    if problems:
        raise SettingsError("\n".join([f"{chosen} cannot be used:", *(f"  {line}" for line in problems)]))
    merged = _merge(defaults, given)
    origin.update({name: str(chosen) for name, _ in _leaves(given)})
    settings = Settings(merged, origin)
    _check(settings, chosen)
    return settings


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise SettingsError(f"There is no settings file {path}. Check the folder and the name.") from None
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} is not written as settings should be: {error}. "
            "Compare it with the settings that 'cso-xl settings' prints."
        ) from None


def _problems(given: Mapping[str, Any], allowed: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """One line for each key that does not exist and each value of the wrong kind."""
    may_add = prefix.rstrip(".") in OPEN_TABLES
    for key, value in given.items():
        name = f"{prefix}{key}"
        if key not in allowed:
            if not may_add:
                yield f"'{name}' is not a setting. {_nearest(key, allowed, prefix)}"
                continue
            expected = next(iter(allowed.values()))
        else:
            expected = allowed[key]
        if isinstance(expected, dict) and isinstance(value, dict):
            yield from _problems(value, expected, f"{name}.")
        elif type(value) is not type(expected):
            yield f"'{name}' must be {_kind(expected)}, not {_kind(value)}."
        elif isinstance(value, list):
            kind = type(expected[0]) if expected else str
            if any(type(item) is not kind for item in value):
                yield f"'{name}' must be a list of {'whole numbers' if kind is int else 'texts'}."


def _nearest(key: str, allowed: Mapping[str, Any], prefix: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, list(allowed), n=1, cutoff=0.5)
    if near:
        return f"Did you mean '{prefix}{near[0]}'?"
    everywhere = {name.rpartition(".")[2]: name for name, _ in _leaves(_defaults())}
    near = get_close_matches(key, list(everywhere), n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{everywhere[near[0]]}'?"
    return f"Known here: {', '.join(allowed)}."


def _kind(value: object) -> str:
    names = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        merged[key] = _merge(base.get(key, {}), value) if isinstance(value, dict) else value
    return merged


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{_key(key)}.")
        else:
            yield f"{prefix}{_key(key)}", value


def _key(key: str) -> str:
    """A key as TOML writes it: in quotation marks when it holds more than letters, digits, - and _."""
    return key if re.fullmatch(r"[\w-]+", key) else json.dumps(key, ensure_ascii=False)


def leaves(settings: Settings) -> Iterator[tuple[str, Any, str]]:
    """Every setting as (dotted name, value, where it came from), in the order of settings.toml."""
    for name, value in _leaves(settings.values):
        yield name, value, settings.origin[name]


def _check(settings: Settings, path: Path) -> None:
    """Raise SettingsError for a value that is of the right kind and still cannot work."""
    wrong = []
    if settings.text("records.month_of") not in ("monday", "report"):
        wrong.append('\'records.month_of\' must be "monday" or "report".')
    if settings.number("address_sharer.gap") < 3:
        wrong.append("'address_sharer.gap' must be 3 or more: Status, Reason and Comment stand in the gap.")
    if settings.number("recognised.nfa_weeks") < 1:
        wrong.append("'recognised.nfa_weeks' must be 1 or more.")
    colours = settings.table("colours")
    plain = {name: value for name, value in colours.items() if name != "state"}
    of_states = {f"state.{name}": value for name, value in colours["state"].items()}
    for name, value in (plain | of_states).items():
        if len(value) != 6 or not all(letter in "0123456789abcdefABCDEF" for letter in value):
            wrong.append(f"'colours.{name}' must be six of 0-9 and A-F, such as FF0000.")
    for change in settings.table("daily_diffs.changes").values():
        if set(change) != {"id", "rule", "todo"} or change["rule"] not in CHANGE_RULES:
            wrong.append(
                "each of 'daily_diffs.changes' needs an id, a rule (red, action or status) and a todo."
            )
            break
    column = settings.text("on_list.current_clients_column")
    if not re.fullmatch("[A-Z]{1,3}", column):
        wrong.append("'on_list.current_clients_column' must be a column's letters, such as AP.")
    change_names = {heading_key(change.name) for change in settings.changes()}
    for other, name in settings.table("daily_diffs.other_names").items():
        if heading_key(name) not in change_names:
            wrong.append(
                f"'daily_diffs.other_names.{_key(other)}': '{name}' is not one of 'daily_diffs.changes'."
            )
    for report in settings.table("columns"):
        empty = [key for key, names in settings.columns(report).items() if not names]
        wrong.extend(f"'columns.{report}.{key}' must name at least one heading." for key in empty)
    wrong.extend(_wrong_names(settings))
    wrong.extend(_wrong_times(settings))
    wrong.extend(settings_check.wrong(settings))
    for recipient in sorted(set(settings.table("notices.addresses")) - set(settings.table("follow_ups"))):
        wrong.append(f"'follow_ups.{recipient}' is missing: by when its answer is due, or \"\" for none.")
    if wrong:
        raise SettingsError("\n".join([f"{path} cannot be used:", *(f"  {line}" for line in wrong)]))


def _wrong_times(settings: Settings) -> Iterator[str]:
    times = [settings.text(f"follow_ups.{name}") for name in ("day_begins", "day_ends")]
    if not all(re.fullmatch("([01]?[0-9]|2[0-3]):[0-5][0-9]", time) for time in times):
        yield "'follow_ups.day_begins' and 'follow_ups.day_ends' must be times of day, such as 9:00."
    elif times[0].zfill(5) >= times[1].zfill(5):
        yield "'follow_ups.day_begins' must be earlier than 'follow_ups.day_ends'."


def _fields(name: str) -> list[str]:
    """The fields in braces in a name; in that of an e-mail's file they say whom it may name [D12, L12, A12]."""
    return [field for _, field, _, _ in Formatter().parse(name) if field]


def _wrong_names(settings: Settings) -> Iterator[str]:
    fields = {"yyyymmdd": "", "year": "", "month": "", "monday": ""}
    for key, name in settings.table("filing_emails").items():
        named = dict.fromkeys(_fields(_defaults()["filing_emails"][key]), "")
        try:
            name.format(**named)
        except (AttributeError, KeyError, IndexError, ValueError):
            yield f"'filing_emails.{key}' may hold {', '.join(f'{{{field}}}' for field in named)} only."
    for report, names in settings.table("filing").items():
        for key, name in names.items():
            try:
                name.format(**fields)
            except (KeyError, IndexError, ValueError):
                yield f"'filing.{report}.{key}' may hold {{yyyymmdd}}, {{year}}, {{month}} and {{monday}} only."
            if key != "folder" and ", as of " in name:
                yield f"'filing.{report}.{key}' must not hold ', as of ': earlier versions of a copy are known by it."
            if key != "folder" and name.count("{yyyymmdd}") != 1:
                yield f"'filing.{report}.{key}' must hold {{yyyymmdd}} once: files are found by their date."
