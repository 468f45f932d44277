"""questions.toml: what a person looks up for each row, and what follows from the answer [D3-D9, L6-L9, O3, A8].

The file beside this module is the guidelines' table as data; a unit may keep its own under
[notices] questions in settings.toml.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cso_xl.errors import SettingsError
from cso_xl.notices import templates
from cso_xl.settings import Settings
from cso_xl.text import fold

DEFAULTS = Path(__file__).with_name("questions.toml")
WHO = {"cps": "CPS", "ot": "Oranga Tamariki", "scm": "ASCM/SCM", "yssu": "YSSU", "cuh": "Corrections"}
SCN = ("", "add", "end-date")
REPORTS = ("daily_diffs", "on_list", "off_list", "address_sharer")
_LONGEST = (
    240  # characters of `ask`: the drop-down looks the question up, and Excel looks up no more than 255
)
_QUESTION = {"id", "rows", "ask", "outcomes", "once_per"}
_OUTCOME = {"name", "notices", "cen", "scn", "mark", "detail", "todo"}


@dataclass(frozen=True)
class Notice:
    """One draft that follows from an outcome: its template, and keys of [notices.addresses]."""

    template: str
    to: str
    cc: str = ""

    @classmethod
    def of(cls, text: str) -> "Notice":
        """'child_in_care to cps cc ot'. Raises ValueError for another form."""
        template, _, people = text.partition(" to ")
        to, _, cc = people.partition(" cc ")
        if not (template and to) or " " in f"{template}{to}{cc}":
            raise ValueError(
                f"'{text}' does not read 'template to recipient' or 'template to recipient cc other'"
            )
        return cls(template, to, cc)

    def __str__(self) -> str:
        return f"{self.template} to {self.to}" + (f" cc {self.cc}" if self.cc else "")

    def in_words(self, settings: Settings) -> str:
        """'Notification of Child in Care to CPS, cc Oranga Tamariki'."""
        title = templates.load(settings, self.template).title
        return f"{title} to {WHO.get(self.to, self.to)}" + (
            f", cc {WHO.get(self.cc, self.cc)}" if self.cc else ""
        )


@dataclass(frozen=True)
class Outcome:
    """One line of a question's drop-down, and what follows from it.

    `cen` is the short description of the client event note, `scn` what becomes of the Special Cautions
    note, `mark` the row's comment, `detail` the field that a person types, `todo` what is done by hand.
    """

    name: str
    notices: tuple[Notice, ...] = ()
    cen: str = ""
    scn: str = ""
    mark: str = ""
    detail: str = ""
    todo: str = ""


@dataclass(frozen=True)
class Question:
    """What a person looks up or decides; `rows` are changes or Status words, `once_per` columns of one entry."""

    report: str
    id: str
    rows: tuple[str, ...]
    ask: str
    outcomes: tuple[Outcome, ...]
    once_per: tuple[str, ...] = ()

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of that name, whatever its case and spaces; None when there is none."""
        return next((one for one in self.outcomes if fold(one.name) == fold(name)), None)


def load(settings: Settings) -> Mapping[str, Sequence[Question]]:
    """The questions of each report. Raises SettingsError for a table that cannot be used."""
    own = settings.text("notices.questions")
    return _load(Path(own) if own else DEFAULTS, frozenset(settings.table("notices.addresses")), settings)


def _load(path: Path, recipients: frozenset[str], settings: Settings) -> Mapping[str, Sequence[Question]]:
    try:
        table = _parsed(path)
    except OSError as error:
        raise SettingsError(f"The questions in {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not written as questions should be: {error}.") from None
    wrong = list(_wrong(table, recipients, frozenset(templates.names(settings))))
    if wrong:
        raise SettingsError("\n".join([f"{path} cannot be used:", *(f"  {line}" for line in wrong)]))
    return {report: [_question(report, one) for one in table.get(report, [])] for report in REPORTS}


@cache
def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _question(report: str, one: Mapping[str, Any]) -> Question:
    outcomes = tuple(
        Outcome(**{**outcome, "notices": tuple(map(Notice.of, outcome.get("notices", [])))})
        for outcome in one["outcomes"]
    )
    return Question(
        report, one["id"], tuple(one["rows"]), one["ask"], outcomes, tuple(one.get("once_per", ()))
    )


def _wrong(table: Mapping[str, Any], recipients: frozenset[str], known: frozenset[str]) -> Iterator[str]:
    for report, questions in table.items():
        if report not in REPORTS:
            yield f"'{report}' is not a report. Known: {', '.join(REPORTS)}."
            continue
        for number, one in enumerate(questions, 1):
            where = f"question {number} of {report}"
            if odd := set(one) - _QUESTION or {"id", "rows", "ask", "outcomes"} - set(one):
                yield f"{where}: {', '.join(sorted(odd))} is missing, or not known here."
                continue
            if len(one["ask"]) > _LONGEST or set("*~") & set(one["ask"]):
                yield f"{where}: ask may have {_LONGEST} characters and no * or ~, or Excel finds no outcomes for it."
            for outcome in one["outcomes"]:
                yield from (f"{where}: {line}" for line in _wrong_outcome(outcome, recipients, known))


def _wrong_outcome(
    outcome: Mapping[str, Any], recipients: frozenset[str], known: frozenset[str]
) -> Iterator[str]:
    if odd := set(outcome) - _OUTCOME or {"name"} - set(outcome):
        yield f"an outcome: {', '.join(sorted(odd))} is missing, or not known here."
        return
    name = outcome["name"]
    if outcome.get("scn", "") not in SCN:
        yield f'\'{name}\': scn must be "add" or "end-date".'
    for text in outcome.get("notices", []):
        try:
            notice = Notice.of(text)
        except ValueError as error:
            yield f"'{name}': {error}."
            continue
        if notice.template not in known:
            yield f"'{name}': there is no template '{notice.template}'. Known: {', '.join(sorted(known))}."
        for recipient in filter(None, (notice.to, notice.cc)):
            if recipient not in recipients:
                yield f"'{name}': '{recipient}' is not in [notices.addresses]."
