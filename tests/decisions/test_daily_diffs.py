"""Daily diffs decisions [D1-D10]."""

import pytest

from cso_xl import settings as settings_
from cso_xl.decisions import daily_diffs
from cso_xl.decisions.daily_diffs import DiffRules

COLUMNS = ["what_has_changed", "client_number", "value_previously", "value_current"]


def records(rows):
    return {number: dict(zip(COLUMNS, row, strict=True)) for number, row in enumerate(rows, 2)}


def decide(settings, *row):
    (decision,) = daily_diffs.decide(records([row]), DiffRules.of(settings))
    return decision.status, decision.reason


@pytest.mark.parametrize(
    ("what", "before", "now", "status", "reason"),
    [
        ("Address Change", "Service Code JS Status – ACTV", "", "NFA", "D1: 'ACTV' is in the row"),
        (
            "Added SWIFTT",
            "",
            "Service Code 180 Status – Current",
            "NFA",
            "D1: Value Current reads 'Service Code xx Status – Current'",
        ),
        (
            "Added SWIFTT",
            "",
            "service code JSS status-current",
            "NFA",
            "D1: Value Current reads 'Service Code xx Status – Current'",
        ),
        (
            "Added SWIFTT",
            "",
            "Service Code JSS Status — Current",
            "NFA",
            "D1: Value Current reads 'Service Code xx Status – Current'",
        ),
        (
            "Added SWIFTT",
            "",
            "Service Code JSS Status – Currently off",
            "Action",
            "D5: Added SWIFTT: look up whether a Special Cautions note is in place",
        ),
        (
            "Address Change",
            "",
            "12 INACTV Road",
            "Action",
            "D3: Address Change: tell CPS of the change of address",
        ),
        (
            "Secured/Locked status changed",
            "N",
            "Y",
            "NFA",
            "D2: Secured/Locked status changed: no further action",
        ),
        ("Deleted SALS", "", "", "NFA", "D2: Deleted SALS: no further action"),
        ("Change SHA end-date", "", "", "NFA", "D2: Change SHA end-date: no further action"),
        ("Change SHA end date.", "", "", "NFA", "D2: Change SHA end-date: no further action"),
        ("Deleted TRACE", "", "", "NFA", "D2: Deleted TRACE: no further action"),
        ("Delete SHA", "", "", "NFA", "D2: Delete SHA: no further action"),
        ("Deleted SHA", "", "", "NFA", "D2: Delete SHA: no further action"),
        (
            "ADDRESS  CHANGE",
            "12 Kauri Road",
            "5 Rimu Street",
            "Action",
            "D3: Address Change: tell CPS of the change of address",
        ),
        (
            "Deleted SWIFTT",
            "Service Code JS Status – Cancelled",
            "",
            "Action",
            "D4: Deleted SWIFTT: look up whether the client has or had a benefit; if it was cancelled, tell CPS",
        ),
        ("Deleted SWIFTT", "", "Service Code CSC Status – ACTV", "NFA", "D1: 'ACTV' is in the row"),
        (
            "Added SWIFTT",
            "",
            "Service Code JS Status – Registered",
            "Action",
            "D5: Added SWIFTT: look up whether a Special Cautions note is in place",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Expired - medical certificate",
            "NFA",
            "D6: Change Status SWIFTT: expired, medical certificate: no further action",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Suspended 'in prison'",
            "NFA",
            "D6: Change Status SWIFTT: suspended, in prison: no further action",
        ),
        (
            "Change Status SWIFTT",
            "Suspended, then expired",
            "Current",
            "NFA",
            "D6: Change Status SWIFTT: from suspended or expired to current",
        ),
        (
            "Change Status SWIFTT",
            "Suspended",
            "Current",
            "NFA",
            "D6: Change Status SWIFTT: from suspended or expired to current",
        ),
        (
            "Change Status SWIFTT",
            "Service Code JS Status – Expired",
            "Service Code JS Status – Current",
            "NFA",
            "D1: Value Current reads 'Service Code xx Status – Current'",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Cancelled",
            "NFA",
            "D6: Change Status SWIFTT: cancelled: no further action required",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Suspended",
            "Action",
            "D6: Change Status SWIFTT: suspended: tell CPS of the change in benefit status",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Expired",
            "Action",
            "D6: Change Status SWIFTT: expired: tell CPS of the change in benefit status",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Expired in prison",
            "Action",
            "D6: Change Status SWIFTT: expired: tell CPS of the change in benefit status",
        ),
        (
            "Change Status SWIFTT",
            "Registered",
            "Current",
            "Check",
            "D6: Change Status SWIFTT: current now, but not from suspended or expired",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Under review",
            "Check",
            "D6: Change Status SWIFTT: Value Current names no known status",
        ),
        (
            "Change Status SWIFTT",
            "",
            "Suspended, was Cancelled",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Suspended - released from prison",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Suspended - not in prison",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "Suspended - partner in prison",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Change Status SWIFTT",
            "Suspended",
            "No longer current",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Change Status SWIFTT",
            "Current",
            "not cancelled",
            "Check",
            "D6: Change Status SWIFTT: Value Current is ambiguous",
        ),
        (
            "Dependent contact changed",
            "",
            "Partner",
            "Action",
            "D7: Dependent contact changed: check Relationships in CMS for a new partner",
        ),
        (
            "Caregiver Indicator changed",
            "N",
            "Y",
            "Action",
            "D7: Caregiver Indicator changed: check Relationships in CMS for a new child",
        ),
        ("Added SHA", "", "", "Action", "D8: Added SHA: check the Social Housing case for children under 16"),
        (
            "Added SHA (Social Housing)",
            "",
            "",
            "Action",
            "D8: Added SHA: check the Social Housing case for children under 16",
        ),
        (
            "Client added to list",
            "",
            "",
            "Action",
            "D8: Client added to list: look up whether a Special Cautions note is in place",
        ),
        (
            "Alias name details changed",
            "",
            "",
            "Action",
            "D8: Alias name details changed: tell CPS of the alias",
        ),
        ("Phone number changed", "", "", "Check", "D10: this change is not in the guidelines"),
        (
            "Phone number changed",
            "",
            "Service Code CSC Status – ACTV",
            "Check",
            "D10: this change is not in the guidelines",
        ),
        ("", "", "", "Check", "D10: What Has Changed is empty"),
    ],
)
def test_every_rule(settings, what, before, now, status, reason):
    assert decide(settings, what, "123456789", before, now) == (status, reason)


def test_an_emptied_list_of_words_means_none_of_them(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('[daily_diffs]\nno_action_word = ""\n[daily_diffs.status_words]\nin_prison = []\n')
    emptied = settings_.load(file)
    assert decide(emptied, "Change Status SWIFTT", "1", "Current", "Suspended in prison")[0] == "Action"
    assert decide(emptied, "Address Change", "1", "", "")[0] == "Action"


def test_D10_an_unknown_change_names_the_one_it_reads_like(settings):
    _, reason = decide(settings, "Address Changd", "1", "", "")
    assert reason == "D10: this change is not in the guidelines; it reads much like 'Address Change'"


def test_D2_only_the_five_changes_are_red(settings):
    kinds = [change.name for change in settings.changes()] + ["Phone number changed"]
    red = daily_diffs.red_rows(records([(kind, "1", "", "") for kind in kinds]), DiffRules.of(settings))
    assert [kinds[row - 2] for row in red] == [
        "Secured/Locked status changed",
        "Deleted SALS",
        "Change SHA end-date",
        "Deleted TRACE",
        "Delete SHA",
    ]
