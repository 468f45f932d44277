"""The heads of the activity log, and a log however long [X5]."""

import tracemalloc

import pytest

from cso_xl.activity import ActivityLog
from cso_xl.activity import line as one_line
from cso_xl.activity.links import BEHIND, MISSING, START
from cso_xl.errors import FileError
from helpers.activity_log import FULL, HEAD, KEEP, done, faults, said


def test_X5_a_second_place_that_is_out_of_reach_stops_nobody(log, second, heads):
    log.append(done())
    second.rename(second.with_name("unplugged"))
    log.append(done())
    assert not second.exists(), "a drive that is not there is never made"
    assert [str(finding) for finding in log.verify()] == [
        f"The head in {second} is out of reach of this account."
    ]
    second.with_name("unplugged").rename(second)
    assert len(faults(log)) == 2  # it knows nothing of line 2, and the two heads do not agree
    log.append(done())
    assert [entry.step for entry in log.entries()] == ["remove_rows", "remove_rows", BEHIND, "remove_rows"]
    assert faults(log) == []


def test_X5_a_head_that_was_removed(log, heads):
    log.append(done())
    heads[1].unlink()
    assert said(log) == [f"The head in {heads[1].parent} is missing: without it a cut end may not show."]
    log.append(done())
    assert [entry.step for entry in log.entries()] == ["remove_rows", MISSING, "remove_rows"]
    assert said(log) == [
        "Line 2: when this was written, a head was missing or could not be read: it cannot show whether lines before "
        "this one were cut off."
    ]


def test_X5_one_place_is_enough(records, tmp_path):
    log = ActivityLog(records)
    log.append(done())
    assert log.verify() == []
    assert ActivityLog(records, records.parent).verify() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", HEAD]


def test_X5_nobody_goes_on_with_a_log_whose_end_is_gone(log, path, heads):
    for _ in range(3):
        log.append(done())
    cut = b"".join(path.read_bytes().splitlines(keepends=True)[:2])
    path.write_bytes(cut)
    with pytest.raises(FileError) as error:
        log.append(done())
    assert str(error.value) == (
        f"The activity log and its head in {heads[0].parent} do not agree: one of them was changed, or lines at the "
        f"log's end are gone. {KEEP}"
    )
    assert path.read_bytes() == cut


def test_X5_nobody_goes_on_with_a_last_line_that_was_changed(log, path):
    log.append(done())
    path.write_bytes(path.read_bytes().replace(b"jsmith042", b"jsmith043"))
    with pytest.raises(FileError) as error:
        log.append(done())
    assert str(error.value) == f"The last line of the activity log is not as it was written. {KEEP}"


def test_X5_a_new_log_begins_when_log_and_heads_are_moved_together(log, path, heads, tmp_path):
    log.append(done())
    (tmp_path / "kept").mkdir()
    for number, moved in enumerate([path, *heads]):
        moved.rename(tmp_path / "kept" / str(number))
    assert log.append(done()).sequence == 1
    assert log.verify() == []


def long_log(path, heads, lines):
    """A log of so many lines, written at once, as it would have become."""
    path.parent.mkdir(parents=True)
    previous = START
    with path.open("wb") as file:
        for number in range(1, lines + 1):
            data = one_line.written(done(clients=(str(number),)), number, previous)
            previous = data[-99:-3].decode()
            file.write(data)
    for head in heads:
        head.write_bytes(f'{{"sequence":{lines},"hash":"{previous}"}}\n'.encode())


def test_X5_a_long_log_is_read_line_by_line_and_written_at_its_end(log, path, heads, monkeypatch):
    lines = 1_000_000 if FULL else 5_000
    long_log(path, heads, lines)
    tracemalloc.start()
    try:
        assert log.verify() == []
        assert [entry.sequence for entry in log.footprint(str(lines - 1))] == [lines - 1]
        monkeypatch.setattr(ActivityLog, "_lines", None)  # what reads the log from its beginning
        assert log.append(done()).sequence == lines + 1
        assert tracemalloc.get_traced_memory()[1] < min(4_000_000, path.stat().st_size // 2)
    finally:
        tracemalloc.stop()
