"""The index of what filed copies say: looked up, never trusted, always made again [C3, C11]. Everybody is invented."""

import datetime as dt
import os

import pytest

from cso_xl.cases.filed import on_file as module
from cso_xl.cases.filed.on_file import FILE, FiledCopy, OnFile, Protection
from cso_xl.decisions.comment_words import ClosedList
from cso_xl.decisions.recognised import PROCESSED, WORKING, Origin, earlier_rows, pair
from cso_xl.errors import InputError, PasswordError

WORDS = ClosedList(("NFA", "Email sent"))
FIRST = dt.date(2025, 1, 6)
ROW = {
    "cso_client_number": "677901632",
    "cso_address": "12 Kauri Road Rotorua",
    "sharer_address": "12 Kauri Rd Rotorua",
    "sharer_client_number": "",
    "sharer_surname": "Weka",
    "sharer_first_names": "Mere",
    "sharer_date_of_birth": "01/02/2015",
    "cso_address_start": "01/12/2024",
}
LONG_AGO = 1_700_000_000_000_000_000  # nanoseconds


def nobody_asks():
    raise PasswordError("no password")


class Shelf:
    """A records folder with copies whose only line is the comment of ROW; counts what is read of them."""

    def __init__(self, root):
        self.root, self.reads, self.seen = root, [], []
        self.protection = Protection(False, nobody_asks)
        self.reading = "as it is set"

    def file(self, week, comment, kind=PROCESSED, saved=LONG_AGO):
        path = self.root / f"{week} {kind}.xlsx"
        path.write_text(comment, encoding="utf-8")
        os.utime(path, ns=(saved, saved))
        return path

    def copies(self):
        for path in sorted(self.root.glob("*.xlsx")):
            week, kind = path.stem.split()
            yield FiledCopy(path.name, kind, FIRST + dt.timedelta(weeks=int(week)), path)

    def read(self, copy, data, seal):
        self.reads.append(copy.name)
        if data == b"damaged":
            raise InputError(f"{copy.name} is damaged.")
        origin = Origin(copy.name, copy.kind, copy.date)
        return earlier_rows({2: ROW}, [data.decode("utf-8", "replace")], origin, WORDS, seal)

    def look_up(self, before=99):
        """What is on file about the row before a week, by a run of its own: (copy, outcome)."""
        self.reads = []
        on_file = OnFile(self.root, self.reading, self.protection)
        limit = FIRST + dt.timedelta(weeks=before)
        unread = on_file.follow([copy for copy in self.copies() if copy.date < limit], limit, self.read)
        self.seen = [str(error) for _, error in unread]
        on_file.keep()
        return sorted((one.copy.name, one.comment.outcome) for one in on_file.rows(pair(ROW)))


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_C10_a_copy_is_read_once(shelf):
    shelf.file(0, "NFA")
    assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
    assert shelf.reads == ["0 processed.xlsx"]
    shelf.file(1, "Email sent")
    assert shelf.look_up() == [("0 processed.xlsx", "NFA"), ("1 processed.xlsx", "Email sent")]
    assert shelf.reads == ["1 processed.xlsx"]
    assert shelf.look_up()
    assert shelf.reads == []


def test_C3_a_copy_changed_by_hand_is_read_again(shelf):
    shelf.file(0, "NFA")
    shelf.look_up()
    shelf.file(0, "Email sent", saved=LONG_AGO + 1)
    assert shelf.look_up() == [("0 processed.xlsx", "Email sent")]


def test_C3_a_copy_saved_at_the_moment_it_was_read_is_not_trusted_by_its_time(shelf, monkeypatch):
    """Of the same size and the same time, it has another outcome; a clock that is behind the disk's is the same."""
    monkeypatch.setattr(module.time, "time_ns", lambda: LONG_AGO + 1_000_000_000)
    shelf.file(0, "NFA;1")
    shelf.look_up()
    shelf.file(0, "NFA?1")
    assert shelf.look_up() == [("0 processed.xlsx", "")]


def test_C3_a_copy_that_was_only_saved_again_is_not_read_again(shelf):
    shelf.file(0, "NFA")
    shelf.look_up()
    shelf.file(0, "NFA", saved=LONG_AGO + 1)
    assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
    assert shelf.reads == []


def test_C3_a_copy_that_is_gone_counts_no_longer(shelf):
    path = shelf.file(0, "NFA")
    shelf.file(1, "NFA")
    shelf.look_up()
    path.unlink()
    assert shelf.look_up() == [("1 processed.xlsx", "NFA")]


def test_C11_a_week_run_again_reads_only_copies_of_weeks_before_it(shelf):
    for week in (0, 1, 2):
        shelf.file(week, "NFA")
    shelf.look_up()
    assert shelf.look_up(before=1) == [("0 processed.xlsx", "NFA")]
    assert len(shelf.look_up()) == 3
    assert shelf.reads == []


def test_A7_of_working_copies_only_the_one_asked_for_is_looked_up_in(shelf):
    shelf.file(0, "NFA", WORKING)
    assert shelf.look_up() == [("0 working.xlsx", "NFA")]
    (shelf.root / "0 working.xlsx").unlink()
    shelf.file(1, "Email sent", WORKING)
    assert shelf.look_up() == [("1 working.xlsx", "Email sent")]


def test_A4_what_cannot_be_read_is_named_each_time_and_counts_for_nothing(shelf):
    shelf.file(0, "damaged")
    shelf.file(1, "NFA")
    for _ in range(2):
        assert shelf.look_up() == [("1 processed.xlsx", "NFA")]
        assert shelf.seen == ["0 processed.xlsx is damaged."]
    shelf.file(1, "damaged", saved=LONG_AGO + 1)
    assert shelf.look_up() == []


def test_A4_a_copy_that_is_gone_while_it_is_looked_at_is_named(shelf):
    path = shelf.file(0, "NFA")
    copies = list(shelf.copies())
    path.unlink()
    on_file = OnFile(shelf.root, "", shelf.protection)
    ((_, error),) = on_file.follow(copies, dt.date.max, shelf.read)
    assert str(error) == f"{path} cannot be read: No such file or directory. Close it in Excel and try again."


@pytest.mark.parametrize("how", ["deleted", "cut short", "another's", "a letter changed", "other settings"])
def test_C3_an_index_that_does_not_agree_is_made_again(shelf, how):
    shelf.file(0, "NFA")
    shelf.look_up()
    index = shelf.root / FILE
    data = index.read_bytes()
    if how == "deleted":
        index.unlink()
    elif how == "cut short":
        index.write_bytes(data[:-1000])
    elif how == "another's":
        index.write_bytes(b"cso_xl outcomes, of another form\n" + data)
    elif how == "a letter changed":
        index.write_bytes(data.replace(b"NFA", b"NFX"))
    else:
        shelf.reading = "as it is set now"
    assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
    assert shelf.reads == ["0 processed.xlsx"]
    shelf.look_up()
    assert shelf.reads == []


def test_C3_a_database_without_our_tables_is_made_again(shelf):
    import sqlite3

    index = shelf.root / FILE
    index.parent.mkdir(parents=True)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE about (form INTEGER, reading TEXT, key BLOB)")
    for data in (database.serialize(), b"no database", b""):
        index.write_bytes(module._with_digest(data))
        assert shelf.look_up() == []
    database.close()


def test_C3_where_the_index_cannot_be_written_the_copies_are_read_each_time(shelf):
    shelf.file(0, "NFA")
    (shelf.root / FILE.parts[0]).write_text("a file where the folder should be")
    for _ in range(2):
        assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
        assert shelf.reads == ["0 processed.xlsx"]


def test_C3_without_a_change_the_index_is_not_written(shelf):
    shelf.look_up()
    assert not (shelf.root / FILE).exists()
    shelf.file(0, "NFA")
    shelf.look_up()
    before = (shelf.root / FILE).read_bytes()
    shelf.look_up()
    assert (shelf.root / FILE).read_bytes() == before


CLEAR = ("677901632", "Weka", "weka", "Mere", "2015", "2024-12-01")


def test_C3_the_index_holds_no_name_number_or_date_of_a_person(shelf):
    shelf.file(0, "Mere Weka; NFA")
    shelf.file(1, "ask Mere Weka")
    shelf.look_up()
    text = (shelf.root / FILE).read_bytes().decode("utf-8", "ignore")
    assert [word for word in CLEAR if word in text] == []


def test_I6_where_copies_are_protected_so_is_the_index(shelf):
    shelf.file(0, "NFA")
    shelf.look_up()
    assert b"Kauri" in (shelf.root / FILE).read_bytes()
    shelf.protection = Protection(True, lambda: "Practice-2025")
    for reads in ([], []):
        assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
        assert shelf.reads == reads
        assert b"Kauri" not in (shelf.root / FILE).read_bytes()
    shelf.protection = Protection(True, lambda: "another")
    assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
    assert shelf.reads == ["0 processed.xlsx"]


def test_I6_a_copy_with_a_password_protects_the_index_too(shelf):
    """Whatever the setting says, the index never shows what a copy does not."""
    shelf.protection = Protection(False, lambda: "Practice-2025")
    path = shelf.file(0, "")
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    shelf.look_up()
    assert (shelf.root / FILE).read_bytes().startswith(b"cso_xl outcomes, protected\n")
    shelf.look_up()
    assert (shelf.root / FILE).read_bytes().startswith(b"cso_xl outcomes, protected\n")


def test_I6_without_a_password_a_protected_index_is_neither_read_nor_written(shelf):
    shelf.file(0, "NFA")
    shelf.protection = Protection(True, nobody_asks)
    for _ in range(2):
        assert shelf.look_up() == [("0 processed.xlsx", "NFA")]
        assert not (shelf.root / FILE).exists()
