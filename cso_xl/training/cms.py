"""The practice CMS: what the record of each invented client of the practice week shows, and what follows from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cso_xl.cases.worklist.worklist_lines import EntryInFull, WorklistEntry
from cso_xl.cells.columns import locate, records
from cso_xl.cells.text import squeeze
from cso_xl.procedures import PROCEDURES
from cso_xl.settings import Settings
from cso_xl.training import lessons

SHEET = "Practice CMS"


@dataclass(frozen=True)
class Right:
    """What is right for one question about a client.

    Any of `outcomes` is right, the first is named; `then` comes once CPS have answered, `detail` are words that
    belong in Detail.
    """

    id: str
    outcomes: tuple[str, ...]
    because: str
    then: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Client:
    """A client's record: what it `shows`, what people say when `asked`; of a household, who `lives` where."""

    report: str
    row: int
    right: tuple[Right, ...]
    shows: str = ""
    asked: str = ""
    lives: str = ""
    sharers: Mapping[str, str] = field(default_factory=dict)


class Shown(NamedTuple):
    """A client's record as a trainee reads it."""

    report: str
    row: str
    number: str
    name: str
    shows: str
    asked: str


def _client(table: Mapping[str, Any]) -> Client:
    right = tuple(Right(**{**answer, "outcomes": tuple(answer["outcomes"])}) for answer in table["right"])
    return Client(**{**table, "right": right, "shows": table.get("shows", "").strip()})


CLIENTS = tuple(
    _client(client)
    for client in tomllib.loads(Path(__file__).with_name("cms.toml").read_text("utf-8"))["client"]
)


class Asked(NamedTuple):
    """A line of the practice week's worklists, whose client it is about, and what is right."""

    client: Client
    right: Right
    listed: EntryInFull

    @property
    def line(self) -> WorklistEntry:
        """The line as the program makes it."""
        return self.listed.line


@lru_cache
def key() -> Mapping[str, Asked]:
    """What is right for each line of the practice week's worklists, by its Ref."""
    by_client = {(client.report, client.row): client for client in CLIENTS}
    asked = {}
    for report in dict.fromkeys(client.report for client in CLIENTS):
        for listed in lessons.of_practice_week(report).listed:
            line = listed.line
            client = by_client[report, line.rows[0]]
            right = next(answer for answer in client.right if answer.id == line.id)
            asked[line.ref] = Asked(client, right, listed)
    return asked


def shown(settings: Settings) -> list[Shown]:
    """Every client's record, in the order of the reports and their rows."""
    names = {
        (report, listed.line.rows[0]): (
            listed.line.client_number,
            listed.line.client_name or listed.facts.name,
        )
        for report in dict.fromkeys(client.report for client in CLIENTS)
        for listed in lessons.of_practice_week(report).listed
    }
    made = []
    for client in CLIENTS:
        shows = client.shows or _household(client, settings)
        number, name = names[client.report, client.row]
        made.append(Shown(client.report, str(client.row), number, name, shows, client.asked))
    return made


def _household(client: Client, settings: Settings) -> str:
    """Where the client and each sharer live by their records."""
    procedure, table = PROCEDURES[client.report], lessons.of_practice_week(client.report).table
    places = locate(table.file, table.headings, procedure.columns, settings.columns(procedure.key))
    rows = records(table.rows, places, table.excel_rows)
    address = squeeze(rows[client.row]["cso_address"])
    sentences = [f"The client: {client.lives.format(cso=address)}."]
    for row, lives in client.sharers.items():
        record = rows[int(row)]
        name = ", ".join(filter(None, (record["sharer_surname"], record["sharer_first_names"])))
        sentences.append(f"Row {row}, {name}: {lives.format(cso=address)}.")
    return "\n".join(sentences)
