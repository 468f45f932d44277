"""Copies with a password."""

import io

import msoffcrypto
import openpyxl
import pytest

from helpers.commands import OFF, call, comment, run
from helpers.files import (
    COPIES,
    FOLDERS,
    PASSWORD,
    PROCESSED,
    WORKING,
    Week,
    csv_bytes,
    encrypted,
    snapshot,
)


def opened(path, password=PASSWORD):
    out = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    office.load_key(password=password, verify_password=True)
    office.decrypt(out)
    return out


@pytest.fixture
def protecting(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[records]\nprotect_copies = true\n")
    return ["--settings", path]


@pytest.mark.parametrize("report", ["off-list", "address-sharer"])
def test_filed_copies_open_with_the_password_only(report, tmp_path, records, protecting):
    source = Week().write(report, tmp_path)
    assert run(report, source, records, *protecting).exit_code == 0
    for name in COPIES[report]:
        path = records / FOLDERS[report] / name
        if "Master" in name:
            assert path.read_bytes() == source.read_bytes()
            continue
        assert openpyxl.load_workbook(opened(path)).worksheets[0].max_row == 7
        with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
            opened(path, "wrong")
    before = snapshot(records)
    again = run(report, source, records, *protecting)
    assert (again.exit_code, snapshot(records)) == (0, before)
    assert "This report was filed before. Nothing was changed." in again.stdout


def test_a_protected_working_copy_is_finished(tmp_path, records, protecting):
    run("address-sharer", Week().write("address-sharer", tmp_path), records, *protecting)
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(opened(records / WORKING).getvalue())
    comment(plain)
    (records / WORKING).write_bytes(encrypted(plain.read_bytes()))
    assert call("processed", "--records", records, *protecting).exit_code == 0
    assert openpyxl.load_workbook(opened(records / PROCESSED)).worksheets[0]["T2"].value == "NFA"
    before = snapshot(records)
    assert call("processed", "--records", records, *protecting).exit_code == 0
    assert snapshot(records) == before


def test_no_copy_goes_without_a_password_when_it_should_have_one(tmp_path, records, protecting, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    path = tmp_path / OFF
    path.write_bytes(csv_bytes(Week().grids["off-list"]))
    shown = run("off-list", path, records, *protecting)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr.startswith("The filed copy needs a password and none was given. ")
