"""The decision that each daily diff asks for [D1-D10]."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cso_xl.cells.columns import Record, Records
from cso_xl.cells.text import fold, heading_key
from cso_xl.decisions.decision import Decision
from cso_xl.settings import DiffChange, Settings

NFA, ACTION, CHECK = "NFA", "Action", "Check"


@dataclass(frozen=True)
class DiffRules:
    """The rules in force: the kinds of change by name, and how a status reads."""

    changes: dict[str, DiffChange]
    actv: str
    no_action_word: re.Pattern[str]
    no_action_value: re.Pattern[str]
    status_words: dict[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "DiffRules":
        """The rules from settings."""
        changes = {heading_key(change.name): change for change in settings.changes()}
        for other, name in settings.table("daily_diffs.other_names").items():
            changes[heading_key(other)] = changes[heading_key(name)]
        value = re.escape(fold(settings.text("daily_diffs.no_action_value")))
        actv = settings.text("daily_diffs.no_action_word")
        return cls(
            changes,
            actv,
            no_action_word=_whole([actv]),
            no_action_value=re.compile(_loose(value).replace(re.escape("{code}"), r"\S+")),
            status_words={
                name: _whole(words) for name, words in settings.table("daily_diffs.status_words").items()
            },
        )

    def change(self, name: str) -> DiffChange | None:
        """The kind of change that 'What Has Changed' names; None for an unknown name."""
        return self.changes.get(heading_key(name))


def decide(diffs: Records, rules: DiffRules) -> list[Decision]:
    """One decision per row; `diffs` has what_has_changed, client_number, value_previously, value_current."""
    return [
        Decision(row, cells["client_number"].strip(), *_decide(cells, rules)) for row, cells in diffs.items()
    ]


def red_rows(diffs: Records, rules: DiffRules) -> list[int]:
    """The Excel rows to be highlighted red [D2]."""
    kinds = {row: rules.change(cells["what_has_changed"]) for row, cells in diffs.items()}
    return [row for row, kind in kinds.items() if kind and kind.rule == "red"]


def _decide(cells: Record, rules: DiffRules) -> tuple[str, str]:
    name, before, now = (cells[key] for key in ("what_has_changed", "value_previously", "value_current"))
    change = rules.change(name)
    if change is None:
        return CHECK, _unknown(name, rules)
    if change.rule == "red":
        return NFA, f"{change.id}: {change.name}: no further action"
    if any(rules.no_action_word.search(fold(cell)) for cell in cells.values()):
        return NFA, f"D1: '{rules.actv}' is in the row"
    if rules.no_action_value.fullmatch(fold(now)):
        return NFA, "D1: Value Current reads 'Service Code xx Status – Current'"
    if change.rule == "status":
        return _status_change(before, now, change, rules)
    return ACTION, f"{change.id}: {change.name}: {change.todo}"


def _status_change(before: str, now: str, change: DiffChange, rules: DiffRules) -> tuple[str, str]:
    """A changed benefit status [D6]; an ambiguous value is for a person."""
    was, is_now = _statuses(before, rules), _statuses(now, rules)
    prefix = f"{change.id}: {change.name}:"
    if rules.status_words["not_plain"].search(fold(now)):
        return CHECK, f"{prefix} Value Current is ambiguous"
    if len(is_now) != 1:
        return CHECK, f"{prefix} Value Current names {'no' if not is_now else 'more than one'} known status"
    (status,) = is_now
    if status == "cancelled":
        return NFA, f"{prefix} cancelled: no further action required"
    if status == "current":
        if was and was <= {"suspended", "expired"}:
            return NFA, f"{prefix} from suspended or expired to current"
        return CHECK, f"{prefix} current now, but not from suspended or expired"
    for reason, of_status in (("in_prison", "suspended"), ("medical_certificate", "expired")):
        if status == of_status and rules.status_words[reason].search(fold(now)):
            return NFA, f"{prefix} {status}, {reason.replace('_', ' ')}: no further action"
    return ACTION, f"{prefix} {status}: {change.todo}"


def _statuses(value: str, rules: DiffRules) -> set[str]:
    names = ("current", "suspended", "expired", "cancelled")
    return {name for name in names if rules.status_words[name].search(fold(value))}


def _unknown(name: str, rules: DiffRules) -> str:
    if not name.strip():
        return "D10: What Has Changed is empty"
    from difflib import get_close_matches

    near = get_close_matches(heading_key(name), list(rules.changes), n=1, cutoff=0.8)
    hint = f"; it reads much like '{rules.changes[near[0]].name}'" if near else ""
    return f"D10: this change is not in the guidelines{hint}"


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    any_of = "|".join(_loose(re.escape(fold(word))) for word in words if word.strip())
    return re.compile(rf"\b(?:{any_of})\b" if any_of else "(?!)")


def _loose(pattern: str) -> str:
    """The same pattern, with any spaces around a hyphen and between words."""
    return re.sub(r"(?:\\ )*\\-(?:\\ )*", r"\\s*-\\s*", pattern).replace(r"\ ", r"\s+")
