"""questions.toml: what a person looks up for each row, and what follows from each answer [D3-D9, L6-L9, O3, A8].

The file beside this module is the guidelines' table as data; a unit may keep its own under
[notices] questions in settings.toml.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cso_xl.cases.events import Item
from cso_xl.cells.text import fold
from cso_xl.errors import SettingsError
from cso_xl.notices import templates
from cso_xl.settings import Settings

DEFAULTS = Path(__file__).with_name("questions.toml")
WHO = {
    "cps": "CPS",
    "ot": "Oranga Tamariki",
    "scm": "ASCM/SCM",
    "yssu": "YSSU",
    "cuh": "Corrections",
    "match": "Corrections",
}
SCN = ("", "add", "end-date")
ADULTS = "adults"
CHILD = "child_name"  # the detail of an outcome that names a child
_QUESTION = {"id", "rows", "ask", "short", "outcomes", "once_per", "children", "only"}
_OUTCOME = {
    "name", "notices", "cen", "scn", "mark", "detail", "todo", "ticks", "asks", "answers", "also", "was", "confirms",
}  # fmt: skip
_TICKS = (Item.RELATIONSHIPS.value, Item.OTHER.value)
_SCN_ITEMS = {"": (), "add": (Item.ADD_SCN.value,), "end-date": (Item.END_DATE_SCN.value,)}
_LONGEST = 240  # characters of `ask`: the drop-down looks the question up, and Excel looks up at most 255


@dataclass(frozen=True)
class Letter:
    """One draft that follows from an outcome: its template, and keys of [notices.addresses]."""

    template: str
    to: str
    cc: str = ""

    @classmethod
    def of(cls, text: str) -> "Letter":
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
        title, to = templates.load(settings, self.template).title, WHO.get(self.to, self.to)
        heading = title if title.endswith(f" to {to}") else f"{title} to {to}"
        return heading + (f", cc {WHO.get(self.cc, self.cc)}" if self.cc else "")


@dataclass(frozen=True)
class Outcome:
    """One line of a question's drop-down, and what follows from it.

    `cen` is the short description of the client event note, `scn` what becomes of the Special Cautions note, `mark` the
    row's comment, `detail` the field that a person types, `todo` what is done by hand, `ticks` which of it is ticked.
    `asks`: the answer opens another decision; `answers`: this is such a decision [C7, C8]. `also` are the outcomes that
    it gives other questions about the client, by the question's id; `was` is its earlier name.
    `confirms`: the match with Corrections' list is confirmed, and Corrections is told this.
    """

    name: str
    notices: tuple[Letter, ...] = ()
    cen: str = ""
    scn: str = ""
    mark: str = ""
    detail: str = ""
    todo: str = ""
    ticks: tuple[str, ...] = ()
    asks: bool = False
    answers: bool = False
    also: tuple[tuple[str, str], ...] = ()
    was: str = ""
    confirms: str = ""

    @property
    def key(self) -> str:
        """Its name in the case log, in small letters: 'no-note-add-it'."""
        return slug(self.name)

    @property
    def to_tick(self) -> tuple[str, ...]:
        """The items that a person does in CMS and then ticks [C7]."""
        return (*_SCN_ITEMS[self.scn], *((Item.CEN.value,) if self.cen else ()), *self.ticks)

    @property
    def asks_centre(self) -> bool:
        """Whether it needs the service centre's name or address."""
        return "{service_centre}" in self.cen or any(notice.to == "scm" for notice in self.notices)

    @property
    def child(self) -> bool:
        """Whether it names a child: the case is then about a child, whatever the question was about [C10]."""
        return self.detail == CHILD

    @property
    def letters(self) -> tuple[str, ...]:
        """Its notices as the case log knows them: 'child_in_care to cps cc ot'."""
        return tuple(map(str, self.notices))

    @property
    def owes(self) -> tuple[str, ...]:
        """Everything owed after it: who is to be told, and what is to be ticked."""
        return (*dict.fromkeys(notice.to for notice in self.notices), *self.to_tick)


@dataclass(frozen=True)
class Question:
    """Something a person looks up or decides; `rows` are changes or Status words, `once_per` columns of one entry.

    `short` heads its column where the questions about a client stand side by side.
    `children`: it is about children; `only` "adults": it is asked about households with nobody under 16 [C9, C10].
    """

    report: str
    id: str
    rows: tuple[str, ...]
    ask: str
    outcomes: tuple[Outcome, ...]
    once_per: tuple[str, ...] = ()
    children: bool = False
    only: str = ""
    short: str = ""

    @property
    def wants_detail(self) -> bool:
        """Whether a person has something to type into Detail."""
        return "Detail" in self.ask or any(
            outcome.detail or "Detail" in outcome.todo for outcome in self.outcomes
        )

    def of_key(self, key: str) -> Outcome | None:
        """The outcome that the case log knows by `key`."""
        return next((outcome for outcome in self.outcomes if outcome.key == key), None)

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of that name, in whatever case and spacing; None when there is none."""
        named = fold(name)
        return next(
            (
                outcome
                for outcome in self.outcomes
                if named and named in (fold(outcome.name), fold(outcome.was))
            ),
            None,
        )


@cache
def slug(text: str) -> str:
    """A text in small letters and digits with hyphens between."""
    return "-".join(re.findall("[a-z0-9]+", fold(text).encode("ascii", "ignore").decode()))


def load(settings: Settings) -> Mapping[str, Sequence[Question]]:
    """The questions of each report. Raises SettingsError for a table that cannot be used."""
    own = settings.text("notices.questions")
    return _load(Path(own) if own else DEFAULTS, frozenset(settings.table("notices.addresses")), settings)


def outcomes(settings: Settings) -> Mapping[tuple[str, str], str]:
    """The outcomes as people read them, by report and by the key that the case log knows them by."""
    return {
        (report, outcome.key): outcome.name
        for report, of_report in load(settings).items()
        for question in of_report
        for outcome in question.outcomes
    }


def marks(settings: Settings) -> tuple[str, ...]:
    """The words that all outcomes write into Comment, except 'Email sent': 'NFA', 'Done', ...

    Raises SettingsError when the table cannot be used.
    """
    questions = (question for of_report in load(settings).values() for question in of_report)
    marked = (outcome.mark for question in questions for outcome in question.outcomes)
    return tuple(dict.fromkeys(mark for mark in marked if mark))


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
    return {
        report: [
            _question(report, fields, settings.own(report, "ask_cps_first") is not False)
            for fields in table.get(report, [])
        ]
        for report in reports()
    }


def reports() -> tuple[str, ...]:
    """The reports about which something is asked: those of the guidelines' own table."""
    return tuple(_parsed(DEFAULTS))


@cache
def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _question(report: str, fields: Mapping[str, Any], asking_first: bool) -> Question:
    """A question from its fields; unless `asking_first`, the outcomes that need no answer come first [C9]."""
    outcomes = tuple(
        Outcome(
            **{
                **outcome,
                "notices": tuple(map(Letter.of, outcome.get("notices", []))),
                "ticks": tuple(outcome.get("ticks", ())),
                "also": tuple(outcome.get("also", {}).items()),
            }
        )
        for outcome in fields["outcomes"]
    )
    if not asking_first:
        outcomes = tuple(sorted(outcomes, key=lambda outcome: (outcome.answers, outcome.asks)))
    rows, once_per = tuple(fields["rows"]), tuple(fields.get("once_per", ()))
    children, only, short = (
        bool(fields.get("children")),
        str(fields.get("only", "")),
        str(fields.get("short", "")),
    )
    return Question(report, fields["id"], rows, fields["ask"], outcomes, once_per, children, only, short)


def _wrong(
    table: Mapping[str, Any], recipients: frozenset[str], template_names: frozenset[str]
) -> Iterator[str]:
    for report, questions in table.items():
        if report not in reports():
            yield f"'{report}' is not a report. Known: {', '.join(reports())}."
            continue
        for number, question in enumerate(questions, 1):
            where = f"question {number} of {report}"
            if odd := set(question) - _QUESTION or {"id", "rows", "ask", "outcomes"} - set(question):
                yield f"{where}: {', '.join(sorted(odd))} is missing, or not known here."
                continue
            if question.get("only", "") not in ("", ADULTS):
                yield f'{where}: only must be "{ADULTS}".'
            if len({slug(outcome.get("name", "")) for outcome in question["outcomes"]}) < len(
                question["outcomes"]
            ):
                yield f"{where}: two outcomes have the same name."
            if len(question["ask"]) > _LONGEST or set("*~") & set(question["ask"]):
                yield f"{where}: ask may have {_LONGEST} characters and no * or ~, or Excel finds no outcomes for it."
            for outcome in question["outcomes"]:
                yield from (
                    f"{where}: {line}" for line in _wrong_outcome(outcome, recipients, template_names)
                )
                yield from (f"{where}: {line}" for line in _wrong_also(outcome, questions))


def _wrong_also(outcome: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The errors in `also` of an outcome; a question about children is always answered by itself."""
    for other, name in dict(outcome.get("also", {})).items():
        named = [question for question in questions if question.get("id") == other]
        if any(question.get("children") for question in named):
            yield f"'{outcome.get('name')}': also names {other}, which is about children: that is answered by itself."
        elif not any(
            name == listed.get("name") for question in named for listed in question.get("outcomes", [])
        ):
            yield f"'{outcome.get('name')}': also names {other} '{name}', and there is no such outcome."


def _wrong_outcome(
    outcome: Mapping[str, Any], recipients: frozenset[str], template_names: frozenset[str]
) -> Iterator[str]:
    if odd := set(outcome) - _OUTCOME or {"name"} - set(outcome):
        yield f"an outcome: {', '.join(sorted(odd))} is missing, or not known here."
        return
    name = outcome["name"]
    if outcome.get("scn", "") not in SCN:
        yield f'\'{name}\': scn must be "add" or "end-date".'
    for tick in outcome.get("ticks", []):
        if tick not in _TICKS:
            yield f"'{name}': ticks may be {' and '.join(_TICKS)} only."
    if outcome.get("asks") and not outcome.get("notices"):
        yield f"'{name}': it asks something, but has no notice."
    for text in outcome.get("notices", []):
        try:
            notice = Letter.of(text)
        except ValueError as error:
            yield f"'{name}': {error}."
            continue
        if notice.template not in template_names:
            yield f"'{name}': there is no template '{notice.template}'. Known: {', '.join(sorted(template_names))}."
        for recipient in filter(None, (notice.to, notice.cc)):
            if recipient not in recipients:
                yield f"'{name}': '{recipient}' is not in [notices.addresses]."
