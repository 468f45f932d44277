"""Several accounts in one records folder: what one writes the others can go on with, whatever umask says."""

import os
import stat

import pytest

from cso_xl.files import shared
from cso_xl.files.publish import publish, replace
from cso_xl.records import account
from helpers.decided import call
from helpers.files import Week

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="Windows' folders hand down their rights by themselves"
)


@pytest.fixture(autouse=True)
def careful():
    """An account whose files nobody else may read."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_that_is_filed_can_be_gone_on_with_by_a_colleague(records, tmp_path):
    records.chmod(0o777)
    tmp_path.chmod(0o777)  # where the heads of the logs lie
    source = Week(3).write("daily-diffs", tmp_path / "received")
    decided = tmp_path / "decided.csv"
    decided.write_text('Ref,Outcome,Client Name\nD3-2,Address changed: tell CPS,"Weka, Mere"\n', "utf-8")
    for act in (
        ("run", "daily-diffs", source, "--decisions", decided),
        ("mark", "daily-diffs", "nfa", 3),
        ("mark", "daily-diffs", "nfa", 2),
        ("take-back", "20250113-D3-3"),
        ("due",),
    ):
        assert call(*act, "--records", records).exit_code == 0
    heads = list(tmp_path.glob("*head.json"))
    written = [*records.rglob("*"), *heads]
    assert len(written) > 12 and len(heads) == 2
    locked = [path.name for path in written if rights(path) & 0o066 != 0o066]
    assert locked == []
    assert all(rights(path) & 0o077 == 0o077 for path in written if path.is_dir())


@pytest.mark.parametrize(
    ("folder", "file"), [(0o770, 0o660), (0o2770, 0o660), (0o750, 0o600), (0o1777, 0o600)]
)
def test_a_file_is_as_open_as_its_folder_lets_others_write(folder, file, tmp_path):
    """In a folder where only the owner may delete, such as /tmp, nothing is opened."""
    tmp_path.chmod(folder)
    publish(tmp_path / "new", b"1")
    replace(tmp_path / "replaced", b"2")
    shared.make_folder(tmp_path / "a" / "b")
    assert {rights(tmp_path / name) for name in ("new", "replaced")} == {file}
    opened = 0o770 if file == 0o660 else 0o700
    assert {rights(tmp_path / name) & 0o777 for name in ("a", "a/b")} == {opened}


def test_what_is_more_open_already_stays_so(tmp_path):
    tmp_path.chmod(0o770)
    path = tmp_path / "file"
    path.touch()
    path.chmod(0o666)
    shared.share(path)
    assert rights(path) == 0o666


def test_an_account_without_a_name_goes_by_its_number(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    assert account.os_user() == "54321"
