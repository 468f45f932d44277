"""A computer on which all is in order."""

import sys
import types

import pytest

from cso_xl.addin import check, install
from cso_xl.doctor import installed


@pytest.fixture(autouse=True)
def addin_in_order(monkeypatch):
    monkeypatch.setattr(install, "places", lambda: None)
    monkeypatch.setattr(check, "way", lambda _: install.Way.ANEW)
    monkeypatch.setattr(check, "check", lambda _: [check.Finding(True, "The add-in is installed.")])


@pytest.fixture(autouse=True)
def compiled_files_kept(monkeypatch, tmp_path):
    kept = tmp_path / "doctor" / "__pycache__" / "installed.pyc"
    kept.parent.mkdir(parents=True)
    kept.touch()
    monkeypatch.setattr(installed, "cache_from_source", lambda _: str(kept))
    return kept


@pytest.fixture(autouse=True)
def tkinter(monkeypatch):
    there = types.SimpleNamespace(TkVersion=8.6, Tcl=lambda: None, TclError=RuntimeError)
    monkeypatch.setitem(sys.modules, "tkinter", there)
    return there
