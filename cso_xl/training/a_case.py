"""One case from the question to done, worked by the program on a practice week, and how each act leaves it [C2-C8]."""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cso_xl.cases import drafts
from cso_xl.cases.acts import acts
from cso_xl.cases.mail.emails import file_email
from cso_xl.cases.worklist.entries import Answer
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.desk import headless, reopen
from cso_xl.desk.decided import Decided
from cso_xl.desk.office import Office
from cso_xl.errors import InputError
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.received import receive
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import Week
from cso_xl.procedures import PROCEDURES
from cso_xl.settings import Settings

_TABLE = tomllib.loads(Path(__file__).with_name("case.toml").read_text("utf-8"))
_STEP = dt.timedelta(hours=3)  # from one act to the next
_WORDS = ("title", "you", "by_hand", "why", "ids")
_MAIL = "The e-mail"  # what stands right of the line, where the scene names nothing else
_US = "cso_helpline@cpu.example"


@dataclass(frozen=True)
class Scene:
    """What a person does, and how the case then stands: the worklist's cells by their headings.

    `beside` heads an e-mail, or what is pasted into CMS, where there is one.
    """

    number: int
    title: str
    you: str
    by_hand: str
    why: str
    ids: str
    line: Mapping[str, str]
    beside: str
    text: str = ""


def scenes(week: Week, settings: Settings) -> list[Scene]:
    """The scenes of case.toml, in order."""
    with TemporaryDirectory() as folder:
        return list(_Story(week, settings, Path(folder)).scenes())


class _Story:
    """A practice week in which the case happens; the clock goes on by `_STEP` from act to act."""

    def __init__(self, week: Week, settings: Settings, folder: Path) -> None:
        self._folder, self._files = folder, week.write(folder)
        self._now = dt.datetime.combine(week.monday, dt.time(9), NEW_ZEALAND)
        office = Office.at(self._files.records, settings, PracticePasswords(settings))
        self._office = replace(office, clock=lambda: self._now.astimezone(dt.UTC))
        self._report, self._entry = str(_TABLE["report"]), str(_TABLE["entry"])
        self._case = f"{week.monday:%Y%m%d}-{self._entry}"
        source = self._files.carrying(PROCEDURES[self._report])
        headless.run(self._report, source, self._office)

    def scenes(self) -> Iterator[Scene]:
        """Do each act; its scene shows how the case then stands."""
        for number, scene in enumerate(_TABLE["scene"], 1):
            text = self._acts[scene["act"]](scene)
            words = {name: str(scene[name]) for name in _WORDS} | {"beside": scene.get("beside", _MAIL)}
            yield Scene(number=number, line=self._line(), text=text, **words)
            self._now += _STEP

    @property
    def _acts(self) -> Mapping[str, Callable[[Mapping[str, Any]], str]]:
        return {
            "nothing": lambda scene: "",
            "decide": self._decide,
            "send": self._send,
            "receipt": self._receipt,
            "answer": self._answer,
            "tick": self._tick,
            "take back": lambda scene: self._say(acts.take_back),
        }

    def _decide(self, scene: Mapping[str, Any]) -> str:
        before = self._drafts()
        name = self._line()["Name in cso_daily"]
        typed = {cell: text.format(name=name) for cell, text in scene.get("with", {}).items()}
        answer = Answer(scene["outcome"], **typed)
        reopen.mark(self._report, self._office, None, Decided({self._entry: answer}))
        return "\n\n".join(_shown(path) for path in sorted(self._drafts() - before))

    def _send(self, scene: Mapping[str, Any]) -> str:
        mail = self._draft(scene["to"])
        del mail["X-Unsent"], mail["From"]
        mail["From"], mail["Date"] = _US, format_datetime(self._now)
        self._file(mail)
        return ""

    def _receipt(self, scene: Mapping[str, Any]) -> str:
        mail = self._reply(scene["from"], "Read: ", "Your message was read.")
        mail["Auto-Submitted"] = "auto-replied"
        try:
            self._file(mail)
        except InputError as error:
            return f"{_as_read(mail)}\n\nThe program says: {error}"
        raise AssertionError("a receipt was filed as an answer")

    def _answer(self, scene: Mapping[str, Any]) -> str:
        mail = self._reply(scene["from"], "RE: ", scene["says"])
        self._file(mail)
        return _as_read(mail)

    def _tick(self, scene: Mapping[str, Any]) -> str:
        notes, _ = reopen.texts(self._report, self._entry, self._office, None, self._now.date())
        self._say(acts.tick)
        return notes

    def _say(self, act: Callable[..., str]) -> str:
        act(self._office.records, self._office.settings, self._case, self._office.clock())
        return ""

    def _drafts(self) -> set[Path]:
        return set(self._files.records.rglob("Drafts/*.eml"))

    def _draft(self, to: str) -> EmailMessage:
        path = drafts.find(self._office.records, f"{self._case}-{to}")
        return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(path.read_bytes())

    def _reply(self, who: str, prefix: str, says: str) -> EmailMessage:
        draft, at = self._draft(who), format_datetime(self._now)
        mail = EmailMessage(policy=policy.default)
        mail["Received"] = f"by mail.cpu.example; {at}"
        mail["From"], mail["To"], mail["Date"] = draft["To"], _US, at
        mail["Subject"] = f"{prefix}{draft['Subject']}"
        mail.set_content(f"{says}\n")
        return mail

    def _file(self, mail: EmailMessage) -> None:
        path = self._folder / f"{str(mail['Subject']).partition(':')[0]}.eml"
        path.write_bytes(mail.as_bytes())
        file_email(self._files.records, self._office.settings, path, self._office.clock())

    def _line(self) -> Mapping[str, str]:
        """The case's line of the worklist in the filed copy, brought up to date."""
        result = reopen.mark(self._report, self._office, None)
        copy = next(self._files.records.rglob(result.source.name))
        sheets = read_workbook(receive(copy, is_own=True), self._office.passwords)
        headings, *rows = sheets[WORKLIST_SHEET]
        lines = (dict(zip(headings, row, strict=False)) for row in rows)
        return next(line for line in lines if self._entry in line["Ref"].split("\n"))


def _shown(path: Path) -> str:
    """A draft as Outlook shows it."""
    return _as_read(BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(path.read_bytes()))


def _as_read(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    heads = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject") if mail[name]]
    return "\n".join([*heads, "", *body.get_content().strip().splitlines()])
