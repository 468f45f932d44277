"""The comments on the rows of filed copies, looked up in an index that is made from the copies [A4, C3, C11].

The index is one file in the records. It holds the copies' addresses, but only hashes of names, numbers and dates; where
the copies are protected, so is the index, with the same password. It is never trusted where a copy's size, time or SHA
does not agree, and may be deleted at any time: it is made again.
"""

import contextlib
import datetime as dt
import hashlib
import io
import os
import sqlite3
import time
import weakref
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_xl.cases.filed.open_rows import FiledRow, Open
from cso_xl.decisions.comment_words import Comment, Says
from cso_xl.decisions.recognised import COMPARED, PROCESSED, Earlier, Origin, Pair
from cso_xl.errors import CsoError, FileError
from cso_xl.files.publish import replace, shown
from cso_xl.records.own_folders import INDEX
from cso_xl.records.tree import read as read_file

FILE = INDEX / "outcomes.index"
_FORM = 2  # raised when tables, or the reading of comments, change: an index of another form is made again
_PLAIN, _PROTECTED = b"cso_xl outcomes, plain\n", b"cso_xl outcomes, protected\n"
_SALT, _DIGEST = 16, 32  # bytes
_MEMBER = "outcomes"
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # the beginning of a workbook with a password
_JUST_SAVED = (
    2_000_000_000  # nanoseconds; a copy read so soon after it was saved may have been saved again unseen
)
_TABLES = """
    CREATE TABLE about (form INTEGER, reading TEXT, key BLOB);
    CREATE TABLE copy (
        id INTEGER PRIMARY KEY, name TEXT UNIQUE, kind TEXT, date TEXT, size INTEGER, saved INTEGER, looked INTEGER,
        sha TEXT
    );
    CREATE TABLE line (
        copy INTEGER, row INTEGER, who BLOB, says TEXT, outcome TEXT, sealed TEXT, cso_address TEXT,
        sharer_address TEXT -- NULL where it is the CSO's
    );
    CREATE INDEX line_who ON line (who);
"""


@dataclass(frozen=True)
class FiledCopy:
    """A copy as it was found in the records; `name` is its path in them, `issue` the report's issue on its day."""

    name: str
    kind: str
    date: dt.date
    path: Path
    issue: int = 1


@dataclass(frozen=True)
class Known:
    """A copy as it stands in the index: its size, when it was saved and looked at (nanoseconds), its SHA-256."""

    id: int
    size: int
    saved: int
    looked: int
    sha: str

    def is_still(self, size: int, saved: int) -> bool:
        """Whether a file of this size and time is surely the one that was read."""
        return (self.size, self.saved) == (size, saved) and saved + _JUST_SAVED < self.looked


Seal = Callable[[str], str]
Rows = Sequence[tuple[Pair, Earlier]]
Read = Callable[[FiledCopy, bytes, Seal], Rows]  # the commented rows of a copy; raises CsoError


@dataclass(frozen=True)
class Protection:
    """Whether the index is protected, as the copies are, and a way to ask for the password (raises CsoError)."""

    wanted: bool
    password: Callable[[], str]


class OnFile:
    """The index while it is used: brought up to date by `follow`, written by `keep`.

    `reading` names the way copies are read: an index made with other settings is made again. A row that stands open in
    the case log (`open_rows`) is not settled, whatever a copy says of it.
    """

    def __init__(self, root: Path, reading: str, protection: Protection) -> None:
        self._place = root / FILE
        self._reading = hashlib.sha256(reading.encode()).hexdigest()
        self._protection = protection
        self._protected = protection.wanted
        self._changed = False
        self._database = self._load() or self._made()
        weakref.finalize(self, self._database.close)  # in whichever thread collects it
        (self._key,) = self._database.execute("SELECT key FROM about").fetchone()
        self._used: dict[str, FiledCopy] = {}
        self.open_rows: Mapping[FiledRow, Open] = {}

    def follow(
        self, copies: Sequence[FiledCopy], before: dt.date, read: Read
    ) -> list[tuple[FiledCopy, CsoError]]:
        """Bring the index up to date with these copies, which are all of their kinds before a date; only they are used.

        Returns those that cannot be read, which count for nothing.
        """
        known, unread = self._known(), []
        for copy in copies:
            try:
                self._follow(copy, known.get(copy.name), read)
            except CsoError as error:
                self._forget(copy.name)
                unread.append((copy, error))
        self._used = {copy.name: copy for copy in copies}
        for kind in {copy.kind for copy in copies} | {PROCESSED}:
            gone = "SELECT name FROM copy WHERE kind = ? AND date < ?"
            for (name,) in self._database.execute(gone, (kind, before.isoformat())).fetchall():
                if name not in self._used:
                    self._forget(name)
        return unread

    def rows(self, who: Pair) -> Sequence[Earlier]:
        """The rows about this CSO and this sharer."""
        lines = self._database.execute(
            "SELECT name, saved, row, kind, date, says, outcome, sealed, cso_address, sharer_address "
            "FROM line JOIN copy ON copy.id = line.copy WHERE who = ?",
            (self._hash(repr(who)),),
        )
        return [
            Earlier(
                Origin(name, kind, dt.date.fromisoformat(date)),
                row,
                self._comment(self._used[name], saved, row, Comment(Says(says), outcome)),
                {key: cell for key, cell in zip(COMPARED, sealed.split(","), strict=True) if cell},
                (cso_address, cso_address if sharer_address is None else sharer_address),
            )
            for name, saved, row, kind, date, says, outcome, sealed, cso_address, sharer_address in lines
            if name in self._used
        ]

    def _comment(self, copy: FiledCopy, saved: int, row: int, written: Comment) -> Comment:
        """A row's comment in a copy, unless the case log has come to know otherwise since the copy was saved."""
        is_open = self.open_rows.get(FiledRow(copy.date, copy.issue, row))
        at = dt.datetime.fromtimestamp(saved / 1e9, dt.UTC)
        return Comment(is_open.says) if is_open and written.settled and is_open.overrules(at) else written

    def seal(self, cell: str) -> str:
        """A hash of a cell, by which it is compared."""
        return self._hash(cell).hex()

    def keep(self) -> None:
        """Write the index if it has changed; where it cannot be written, the next run reads the copies again."""
        if not self._changed:
            return
        self._database.commit()
        data = self._database.serialize()
        with contextlib.suppress(CsoError):
            replace(self._place, self._locked(data) if self._protected else _with_digest(data))
            self._changed = False

    def _known(self) -> dict[str, Known]:
        copies = self._database.execute("SELECT name, id, size, saved, looked, sha FROM copy")
        return {name: Known(*facts) for name, *facts in copies}

    def _follow(self, copy: FiledCopy, known: Known | None, read: Read) -> None:
        looked, file = time.time_ns(), _stat(copy.path)
        if known and known.is_still(file.st_size, file.st_mtime_ns):
            return
        data = read_file(copy.path)
        sha = hashlib.sha256(data).hexdigest()
        facts = Known(known.id if known else 0, file.st_size, file.st_mtime_ns, looked, sha)
        if known and known.sha == sha:  # not worth writing: it goes along with the next change
            self._database.execute(
                "UPDATE copy SET size = ?, saved = ?, looked = ? WHERE id = ?",
                (facts.size, facts.saved, facts.looked, facts.id),
            )
        else:
            rows = read(copy, data, self.seal)
            self._forget(copy.name)
            self._add(copy, rows, facts)
            self._protected = self._protected or data.startswith(_ENCRYPTED)
            self._changed = True

    def _add(self, copy: FiledCopy, rows: Rows, facts: Known) -> None:
        values = (
            copy.name,
            copy.kind,
            copy.date.isoformat(),
            facts.size,
            facts.saved,
            facts.looked,
            facts.sha,
        )
        cursor = self._database.execute(
            "INSERT INTO copy (name, kind, date, size, saved, looked, sha) VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        self._database.executemany(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    cursor.lastrowid,
                    earlier.row,
                    self._hash(repr(who)),
                    earlier.comment.says.value,
                    earlier.comment.outcome,
                    ",".join(earlier.sealed.get(key, "") for key in COMPARED),
                    earlier.places[0],
                    None if earlier.places[1] == earlier.places[0] else earlier.places[1],
                )
                for who, earlier in rows
            ],
        )

    def _forget(self, name: str) -> None:
        copy = self._database.execute("SELECT id FROM copy WHERE name = ?", (name,)).fetchone()
        if copy:
            self._database.execute("DELETE FROM line WHERE copy = ?", copy)
            self._database.execute("DELETE FROM copy WHERE id = ?", copy)
            self._changed = True

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), digest_size=8, key=self._key).digest()

    def _made(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.executescript(_TABLES)
        about = (_FORM, self._reading, os.urandom(_SALT))
        database.execute("INSERT INTO about VALUES (?, ?, ?)", about)
        return database

    def _load(self) -> sqlite3.Connection | None:
        """The index as it was written; None where there is none, or it cannot be used."""
        try:
            data = self._place.read_bytes()
        except OSError:
            return None
        is_protected = data.startswith(_PROTECTED)
        plain = self._unlocked(data) if is_protected else _without_digest(data)
        if not plain:
            return None
        self._protected = is_protected or self._protected
        self._changed = self._protected != is_protected
        database = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            database.deserialize(plain)
            form, reading = database.execute("SELECT form, reading FROM about").fetchone()
            if (form, reading) == (_FORM, self._reading):
                return database
        except (sqlite3.Error, TypeError, ValueError):
            pass  # whatever it is, it is made again
        database.close()
        return None

    def _locked(self, data: bytes) -> bytes:
        import pyzipper

        salt, out = os.urandom(_SALT), io.BytesIO()
        with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as package:
            package.setpassword(_derived(self._protection.password(), salt))
            package.writestr(_MEMBER, data)
        return _PROTECTED + salt + out.getvalue()

    def _unlocked(self, data: bytes) -> bytes | None:
        import pyzipper

        salt, package = data[len(_PROTECTED) :][:_SALT], data[len(_PROTECTED) + _SALT :]
        try:
            with pyzipper.AESZipFile(io.BytesIO(package)) as opened:
                opened.setpassword(_derived(self._protection.password(), salt))
                plain: bytes = opened.read(_MEMBER)
        except (
            CsoError,
            RuntimeError,
            KeyError,
            ValueError,
            EOFError,
            zipfile.BadZipFile,
            pyzipper.BadZipFile,
        ):
            return None  # another password, or damaged: it is made again
        return plain


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise FileError(
            f"{shown(path)} cannot be read: {error.strerror}. Close it in Excel and try again."
        ) from None


def _derived(password: str, salt: bytes) -> bytes:
    """A password made from this one that is as costly to guess as a workbook's."""
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex().encode()


def _with_digest(data: bytes) -> bytes:
    return _PLAIN + hashlib.sha256(data).digest() + data


def _without_digest(data: bytes) -> bytes | None:
    """The data after the digest; None where they do not agree, or the file is something else."""
    digest, plain = data[len(_PLAIN) :][:_DIGEST], data[len(_PLAIN) + _DIGEST :]
    return plain if data.startswith(_PLAIN) and hashlib.sha256(plain).digest() == digest else None
