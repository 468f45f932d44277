"""Passwords: who is asked, which are tried, which are kept."""

import keyring.errors
import pytest

from cso_xl.errors import PasswordError
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from helpers.files import PASSWORD, ZIP, Week, zip_crypto
from helpers.reading import WRONG_PASSWORD, message


def test_a_person_is_asked_three_times(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    asked, typed = [], ["a", "", PASSWORD, "b", "c", "d"]

    def ask(prompt):
        asked.append(prompt)
        return typed.pop(0)

    passwords = Passwords(settings, ask)
    assert datamatch.read("on_list", passwords).data
    assert datamatch.read("cso_daily", passwords).data  # the password that worked is not asked for again
    assert asked == [f"Password for {ZIP}"] * 3
    found = message(PasswordError, datamatch.read, "on_list", Passwords(settings, ask))
    assert (found, len(asked)) == (WRONG_PASSWORD.format(ZIP), 6)


def test_the_keyring_is_looked_up_after_the_environment(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    kept = {("cso_xl", "datamatch"): PASSWORD}
    monkeypatch.setattr("keyring.get_password", lambda *place: kept[place])
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    assert datamatch.read("on_list", Passwords(settings)).data


def refuse(password):
    raise PasswordError("wrong")


def test_the_password_for_filed_copies_is_the_one_that_opened_a_file(settings, monkeypatch):
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return "typed"

    passwords = Passwords(settings, ask)
    assert passwords.first() == PASSWORD
    monkeypatch.delenv("CSO_XL_PASSWORD")
    assert (passwords.first(), asked) == ("typed", ["Password for the filed copies"])
    passwords.open("r.zip", lambda password: password)
    assert (passwords.first(), asked[1:]) == ("typed", ["Password for r.zip"])
    assert message(PasswordError, Passwords(settings).first) == (
        "The filed copy needs a password and none was given. Type it when asked, keep it in the keyring "
        "(keyring set cso_xl datamatch), or set the environment variable CSO_XL_PASSWORD."
    )


def test_only_a_password_that_opened_a_file_is_kept_in_the_keyring(settings, monkeypatch):
    kept = []
    monkeypatch.setattr("keyring.set_password", lambda *place: kept.append(place))
    passwords = Passwords(settings)
    message(PasswordError, passwords.open, "r.zip", refuse)
    passwords.keep(PASSWORD)
    assert kept == []
    passwords.open("r.zip", lambda password: password)
    passwords.keep(PASSWORD)
    assert kept == [("cso_xl", "datamatch", PASSWORD)]


def test_passwords_are_tried_once_those_that_worked_first(settings, monkeypatch):
    typed, tried = ["first", "second"], []

    def attempt(right):
        def opens(password):
            tried.append(password)
            return password if password == right else refuse(password)

        return opens

    passwords = Passwords(settings, lambda prompt: typed.pop(0))
    for right in ("first", "second", "first", PASSWORD, "second"):
        assert passwords.open("r.zip", attempt(right)) == right
    assert tried == [
        *(PASSWORD, "first"),
        *("first", PASSWORD, "second"),
        "first",
        *("first", "second", PASSWORD),
        *("first", "second"),
    ]


@pytest.mark.parametrize("fault", [keyring.errors.KeyringLocked, RuntimeError])
def test_without_a_keyring_the_person_is_asked(fault, settings, monkeypatch):
    def no_keyring(*_):
        raise fault("no keyring here")

    monkeypatch.delenv("CSO_XL_PASSWORD")
    monkeypatch.setattr("keyring.get_password", no_keyring)
    assert Passwords(settings, lambda prompt: "typed").open("r.zip", lambda password: password) == "typed"
