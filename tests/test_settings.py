"""settings.toml: defaults, overrides, and what cannot be used."""

import pytest

from cso_xl import settings as settings_
from cso_xl.errors import SettingsError


def load(tmp_path, text):
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return settings_.load(file)


def test_an_override_counts_and_says_where_it_came_from(tmp_path):
    found = load(tmp_path, '[address_sharer]\ngap = 4\n[columns.cso_daily]\nstatus = ["AQ"]\n')
    values = {name: (value, origin) for name, value, origin in settings_.leaves(found)}
    assert values["address_sharer.gap"] == (4, str(tmp_path / "settings.toml"))
    assert values["columns.cso_daily.status"][0] == ["AQ"]
    assert values["records.root"] == ("", "default")


def test_the_users_own_file_is_read_when_it_is_there():
    file = settings_.user_file()
    file.parent.mkdir()
    file.write_text('[records]\nroot = "R"\n')
    assert settings_.load().text("records.root") == "R"


def test_lists_of_words_can_be_added_to(tmp_path):
    found = load(tmp_path, '[daily_diffs.other_names]\n"Moved" = "Address Change"\n')
    assert found.table("daily_diffs.other_names")["Moved"] == "Address Change"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[recrods]\nroot = ""', "'recrods' is not a setting. Did you mean 'records'?"),
        (
            "[address_sharer]\ngapp = 3",
            "'address_sharer.gapp' is not a setting. Did you mean 'address_sharer.gap'?",
        ),
        ("[on_list]\ngap = 3", "'on_list.gap' is not a setting. Did you mean 'address_sharer.gap'?"),
        ('[address_sharer]\ngap = "3"', "'address_sharer.gap' must be a whole number, not a text."),
        (
            "[address_sharer]\ngap = 2",
            "'address_sharer.gap' must be 3 or more: Status, Reason and Comment stand in the gap.",
        ),
        ('[columns.on_list]\nmatch_level = "A"', "'columns.on_list.match_level' must be a list, not a text."),
        ("[columns.on_list]\nmatch_level = [1]", "'columns.on_list.match_level' must be a list of texts."),
        ('[colours]\ndone = "green"', "'colours.done' must be six of 0-9 and A-F, such as FF0000."),
        ("[columns.on_list]\nsurname = []", "'columns.on_list.surname' must name at least one heading."),
        (
            '[daily_diffs.other_names]\n"Moved" = "Adress"',
            "'daily_diffs.other_names.Moved': 'Adress' is not one of 'daily_diffs.changes'.",
        ),
        (
            '[on_list]\ncurrent_clients_column = "42"',
            "'on_list.current_clients_column' must be a column's letters, such as AP.",
        ),
        ('[records]\nmonth_of = "friday"', '\'records.month_of\' must be "monday" or "report".'),
        (
            '[filing.on_list]\nreport = "On List"',
            "'filing.on_list.report' must hold {yyyymmdd} once: files are found by their date.",
        ),
        (
            '[filing.on_list]\nreport = "{yyyymmdd} On List, as of {monday}"',
            "'filing.on_list.report' must not hold ', as of ': earlier versions of a copy are known by it.",
        ),
        (
            '[filing_emails]\non_list = "{clent}"',
            "'filing_emails.on_list' may hold {yyyymmdd}, {client} only.",
        ),
        (
            '[notices.addresses]\npolice = "a@example.org"',
            "'follow_ups.police' is missing: by when its answer is due, or \"\" for none.",
        ),
        (
            '[filing.on_list]\nfolder = "{week}"',
            "'filing.on_list.folder' may hold {yyyymmdd}, {year}, {month} and {monday} only.",
        ),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, line):
    with pytest.raises(SettingsError) as error:
        load(tmp_path, text)
    assert str(error.value) == f"{tmp_path / 'settings.toml'} cannot be used:\n  {line}"


def test_a_file_that_is_not_there_or_not_toml(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        settings_.load(tmp_path / "absent.toml")
    with pytest.raises(SettingsError, match="is not written as settings should be"):
        load(tmp_path, "[records\n")
