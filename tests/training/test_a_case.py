"""One case, from the question to done, as the workbook tells it: what State says after each act [X8, C2-C8]."""

import pytest

from cso_xl import settings as settings_
from cso_xl.training import a_case, workbook


@pytest.fixture(scope="module")
def scenes():
    return a_case.scenes(workbook.LESSON, settings_.load(settings_.DEFAULTS))


def test_each_act_leaves_the_state_that_the_rules_give_it(scenes):
    states = [(scene.title, scene.line["State"].replace("20250106-D5-10", "…")) for scene in scenes]
    assert states == [
        ("Look up", "To decide"),
        ("Decide and draft", "To send: …-cps"),
        ("Send", "Waiting until 09/01/2025 15:00: …-cps"),
        ("A receipt comes", "Waiting until 09/01/2025 15:00: …-cps, machine reply: look"),
        ("The answer comes", "Answered: decide now (…-cps)"),
        ("Decide again", "To send: …-scm; To do in CMS: add the Special Cautions note"),
        (
            "Send again",
            "Waiting until 14/01/2025 17:00: …-scm; To do in CMS: add the Special Cautions note, write the client "
            "event note",
        ),
        ("Do it in CMS", "Waiting until 14/01/2025 17:00: …-scm"),
        ("The manager replies", "Done"),
        (
            "It was wrong",
            "To send: the correction …-scm-2, because …-scm was sent in error: tell ASCM/SCM; To do in CMS: undo 'add "
            "the Special Cautions note', which was done under the earlier outcome, undo 'write the client event note', "
            "which was done under the earlier outcome",
        ),
        ("Take back", "Done"),
    ]


def test_the_e_mails_are_those_that_the_program_drafts_to_addresses_that_nobody_has(scenes):
    mails = {one.title: one.text for one in scenes if one.text and one.beside == "The e-mail"}
    assert list(mails) == [
        "Decide and draft", "A receipt comes", "The answer comes", "Decide again", "The manager replies",
        "It was wrong",
    ]  # fmt: skip
    assert "We add no note before you have confirmed." in mails["Decide and draft"]
    assert "which answers nothing" in mails["A receipt comes"]
    assert "A notice that we sent to you was sent in error." in mails["It was wrong"]
    assert all(".example" in mail.splitlines()[0] for mail in mails.values())


def test_the_sheets_say_all_of_it(scenes, training_book):
    for scene in scenes:
        said = [
            str(cell.value) for row in training_book[f"Case {scene.number} {scene.title}"] for cell in row
        ]
        for text in (scene.you, scene.by_hand, f"{scene.why} [{scene.ids}]", scene.line["State"]):
            assert text in said
        assert not scene.text or scene.text in said


def test_what_is_pasted_into_cms_is_what_the_buttons_copy(scenes):
    [notes] = [one.text for one in scenes if one.beside == "What is pasted into CMS"]
    assert (
        "Short description: Child Sex Offender notification email sent to ASCM/SCM (Levin Service Centre)"
        in notes
    )
    assert "This client is a Child Sex Offender." in notes
