"""The outcomes on a trainee's worklist, compared with what the practice CMS shows [X8]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.cases.worklist.layout import WorklistLayout
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, lines
from cso_xl.cells.columns import client_key
from cso_xl.cells.text import fold, squeeze
from cso_xl.errors import InputError
from cso_xl.intake.grids import read_csv
from cso_xl.intake.received import receive
from cso_xl.procedures import PROCEDURES
from cso_xl.sheet.file_engine import FileBook
from cso_xl.training import cms
from cso_xl.training.check import MISSING, RIGHT, WRONG
from cso_xl.training.cms import Asked

_COLUMNS = ("Ref", "Outcome", "Detail", "The report says")


@dataclass(frozen=True)
class Chosen:
    """What a trainee chose for one line of a worklist, '' for nothing.

    `about` tells whose line it is: the client's number, or what the report says.
    """

    ref: str
    outcome: str
    detail: str
    about: str

    def is_of(self, asked: Asked) -> bool:
        """Whether it is that line of the practice week, and not a line with the same Ref in another week."""
        same = client_key(self.about) == client_key(asked.line.client_number)
        return same or squeeze(self.about) == squeeze(asked.listed.facts.report)


@dataclass(frozen=True)
class MarkedOutcome:
    """A chosen outcome, and what is right."""

    asked: Asked
    given: str
    detail: str

    @property
    def report(self) -> str:
        """The report's command."""
        return self.asked.client.report

    @property
    def ref(self) -> str:
        """The line's Ref."""
        return self.asked.line.ref

    @property
    def lacks(self) -> str:
        """The words that belong in Detail, if any of them is missing there."""
        right, words = self.asked.right, fold(self.detail)
        return "" if all(fold(word) in words for word in right.detail.split()) else right.detail

    @property
    def state(self) -> str:
        """RIGHT, WRONG or MISSING."""
        if not self.given.strip():
            return MISSING
        right = self.asked.right
        accepted = {fold(outcome) for outcome in (*right.outcomes, right.then) if outcome}
        return RIGHT if fold(self.given) in accepted and not self.lacks else WRONG

    @property
    def words(self) -> str:
        """What the trainee reads."""
        right = self.asked.right
        because = f"{right.because} [{right.id}]"
        if self.state == MISSING:
            return f"Not chosen yet. Look the client up on the sheet ‘{cms.SHEET}’; rule {right.id} helps."
        if self.state == RIGHT:
            again = right.then and fold(self.given) != fold(right.then)
            return f"Right. {because}{' Choose again once they have answered.' if again else ''}"
        if fold(self.given) in map(fold, right.outcomes):
            return f"The outcome is right; Detail still needs ‘{self.lacks}’. {because}"
        return f"Not yet: it is ‘{right.outcomes[0]}’. {because}"

    @property
    def in_list(self) -> str:
        """The same, for a list of several."""
        return f"{PROCEDURES[self.report].title}, {self.ref}: {self.words}"


def is_worklist(grid: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet is a worklist, by its headings."""
    return bool(grid) and WorklistLayout.of(grid[0]) is not None


def on_sheet(grid: Sequence[Sequence[str]]) -> list[Chosen]:
    """What is chosen on a worklist. Raises InputError when its lines no longer say what they ask."""
    sheet = FileBook(settings_.load(settings_.DEFAULTS), WORKLIST_SHEET, [*map(list, grid)], {}).report
    return [Chosen(line.ref, line.outcome, line.detail, line.client_number) for line in lines(sheet)]


def in_csv(path: Path) -> list[Chosen]:
    """What is chosen in a worklist that `cso-xl worklist` wrote. Raises InputError for another file."""
    headings, *rows = read_csv(receive(path), lambda row: len({*_COLUMNS} & {*row})) or [[]]
    if missing := [name for name in _COLUMNS if name not in headings]:
        raise InputError(
            f"{path.name} is not a worklist: it has no column '{missing[0]}'. Write one with cso-xl worklist, and fill "
            "in Outcome and Detail."
        )
    cells = [dict(zip(headings, map(str.strip, row), strict=False)) for row in rows if any(row)]
    return [Chosen(*(line.get(name, "") for name in _COLUMNS)) for line in cells]


def marked(chosen: Sequence[Chosen]) -> list[MarkedOutcome]:
    """Each line marked. Raises InputError when they are not the practice week's, whose answers alone are known."""
    key = cms.key()
    if not chosen or not all(line.ref in key and line.is_of(key[line.ref]) for line in chosen):
        raise InputError(
            "This worklist is not that of the practice week of 13 January 2025. Only of that week is it known what CMS "
            "would show: work on a copy of ‘practice-week’, or of ‘CSO training.xlsx’."
        )
    given = {line.ref: line.outcome for line in chosen} | _answered_beside(chosen, key)
    return [MarkedOutcome(key[line.ref], given[line.ref], line.detail) for line in chosen]


def _answered_beside(chosen: Sequence[Chosen], key: Mapping[str, Asked]) -> dict[str, str]:
    """The outcomes that one question settles for another about the same client, which was left empty."""
    all_questions = [
        question
        for listed in questions.load(settings_.load(settings_.DEFAULTS)).values()
        for question in listed
    ]
    empty = {_who(key[line.ref]): line.ref for line in chosen if not line.outcome.strip()}
    return {
        empty[client, id]: name
        for line in chosen
        for client, own in [_who(key[line.ref])]
        for question in all_questions
        if question.id == own and (outcome := question.outcome(line.outcome))
        for id, name in outcome.also
        if (client, id) in empty
    }


def _who(asked: Asked) -> tuple[str, str]:
    return client_key(asked.line.client_number), asked.right.id
