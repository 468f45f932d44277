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
        ("[recognised]\nnfa_weeks = 0", "'recognised.nfa_weeks' must be 1 or more."),
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
            "[on_list]\nmatch_levels = [0, 1]",
            "'on_list.match_levels' must be one or more of 1, 2, 3, 4 and 5.",
        ),
        ("[on_list]\nmatch_levels = []", "'on_list.match_levels' must be one or more of 1, 2, 3, 4 and 5."),
        ("[on_list]\ndue_days = 0", "'on_list.due_days' must be 1 to 999."),
        (
            '[notices.addresses]\nscm = "the manager"',
            "'notices.addresses.scm' must be an e-mail address, or several with a comma between them, or \"\".",
        ),
        (
            '[notices.addresses]\nyssu = "a@example.org; b@example.org"',
            "'notices.addresses.yssu' must be an e-mail address, or several with a comma between them, or \"\".",
        ),
        (
            '[follow_ups]\ncps = "soon"',
            "'follow_ups.cps': 'soon' in [follow_ups] is not a time that can be counted. Write it like '72 hours', "
            "'2 days', '48 working hours' or '5 working days', with a number from 1 to 999.",
        ),
        (
            '[youth_service]\nno = ["No", "y"]',
            "'youth_service.no' holds what 'youth_service.yes' holds, too: y.",
        ),
        (
            '[received_emails]\ndropped_from_master = ["dropped", " "]',
            "'received_emails.dropped_from_master' holds an empty text: take it out.",
        ),
        (
            '[address_sharer]\nno_outcome_needed = ["Sean"]',
            "'address_sharer.no_outcome_needed' may hold New, Changed, Check address, Seen only, not Sean.",
        ),
        (
            '[daily_diffs]\nno_action_value = "Service Code Status - Current"',
            "'daily_diffs.no_action_value' must hold {code} once: where the service code stands.",
        ),
        (
            '[filing.on_list]\nfolder = "../Elsewhere/{year}"',
            "'filing.on_list.folder' has a name that begins or ends with a space, or ends with a full stop: Windows "
            "drops them.",
        ),
        (
            "[filing.on_list]\nfolder = 'C:/Elsewhere'",
            "'filing.on_list.folder' must lie in the records folder: it begins with the name of a folder, not with a "
            "drive or '/'.",
        ),
        (
            '[filing.on_list]\nreport = "{yyyymmdd} On/Off List"',
            "'filing.on_list.report' holds a character that Windows does not allow in a name: \\ / : * ? \" < > |.",
        ),
        (
            '[filing.on_list]\nfolder = "Aux/{year}"',
            "'filing.on_list.folder' has the name of a device of Windows, such as CON or NUL.",
        ),
        (
            '[filing_emails]\noff_list = "{client}?"',
            "'filing_emails.off_list' holds a character that Windows does not allow in a name: \\ / : * ? \" < > |.",
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
    with pytest.raises(SettingsError, match="There is no settings file"):
        settings_.load(tmp_path / "absent.toml")
    with pytest.raises(SettingsError, match="is not written as settings should be"):
        load(tmp_path, "[records\n")


def test_what_may_stand_in_settings(tmp_path):
    load(tmp_path, '[notices.addresses]\nyssu = "a@example.org, b@example.org"\nscm = ""\n')
    load(
        tmp_path,
        '[address_sharer]\nno_outcome_needed = ["Seen", "Changed"]\n[on_list]\nmatch_levels = [1, 2, 3]\n',
    )
