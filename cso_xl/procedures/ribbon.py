"""The ribbon tab 'CSO' as it is laid out: about a dozen things to press, from the left in the order of the work.

Each report's steps lie under 'Next', which names the one that comes next in the workbook in front. Keytips are what is
typed after Alt and the tab's letters; in a list that opens under a button, its own letter again does what a press does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cso_xl.procedures.ribbon_buttons import BUTTONS, Button

TAB_LABEL, TAB_KEYTIP = "CSO", "CS"


@dataclass(frozen=True)
class ButtonPlace:
    """A button where it stands.

    `follows` names its properties that change with the workbook in front, as the add-in's VBA knows them: 'label',
    'visible', 'enabled', 'screentip'.
    """

    button: Button
    keytip: str
    follows: tuple[str, ...] = ()
    large: bool = False


@dataclass(frozen=True)
class Menu:
    """A list of buttons that opens; a text in it is a heading. With `first`, a press does that, the arrow opens it."""

    name: str
    label: str
    icon: str
    keytip: str
    entries: tuple[ButtonPlace | str, ...]
    tip: str = ""
    first: ButtonPlace | None = None
    follows: tuple[str, ...] = ()
    large: bool = False

    @property
    def places(self) -> list[ButtonPlace]:
        """The buttons of its list."""
        return [entry for entry in self.entries if isinstance(entry, ButtonPlace)]

    def id(self, place: ButtonPlace) -> str:
        """The ID of a button of its list: the same button may stand on the tab twice."""
        return f"{self.name}_{place.button.name}"


@dataclass(frozen=True)
class Group:
    """A named group."""

    name: str
    label: str
    items: tuple[ButtonPlace | Menu, ...]


def _at(name: str, keytip: str, *follows: str, large: bool = False) -> ButtonPlace:
    return ButtonPlace(BUTTONS[name], keytip, follows, large)


def _splits(
    name: str, first: ButtonPlace, *entries: ButtonPlace | str, follows: tuple[str, ...] = ()
) -> Menu:
    """A button whose press does `first`, which also begins the list under its arrow."""
    button = first.button
    again = ButtonPlace(button, first.keytip, tuple({"label"} & set(first.follows)))
    return Menu(name, button.label, button.icon, first.keytip, (again, *entries), "", first, follows, True)


_NEXT = (  # the steps of all reports in their order; only those of the report in front are seen
    ("open_daily_diffs", "1D"), ("open_on_list", "1N"), ("open_off_list", "1F"), ("open_youth_service", "1Y"),
    ("open_address_report", "1A"), ("save_master", "SM"), ("format_sheet", "F"), ("filter_match_levels", "L"),
    ("show_needed_columns", "C"), ("insert_comment", "I"), ("paste_current_clients", "P"),
    ("highlight_duplicates", "H"), ("remove_rows", "X"), ("save_filtered", "SF"), ("paste_previous_master", "V"),
    ("compare", "K"), ("say_what_to_do", "Y"), ("highlight_red_rows", "R"), ("make_worklist", "W"),
    ("save_youth_service", "SY"), ("draft_notices", "D"), ("save_working", "SW"), ("colour_done_rows", "Q"),
    ("save_processed", "SP"), ("save_daily_diffs", "SD"), ("save_on_list", "SN"), ("save_off_list", "SO"),
)  # fmt: skip
_SAVES = (
    ("save_master", "M"), ("save_filtered", "F"), ("save_working", "W"), ("save_processed", "P"),
    ("save_daily_diffs", "D"), ("save_on_list", "N"), ("save_off_list", "O"), ("save_youth_service", "Y"),
)  # fmt: skip

GROUPS = (
    Group(
        "begin",
        "Begin here",
        (
            Menu(
                "receive",
                "Receive",
                "FileOpen",
                "R",
                (
                    "Everything at once",
                    _at("work_what_came", "W"),
                    "From the datamatch ZIP or its e-mail",
                    _at("open_daily_diffs", "D"),
                    _at("open_on_list", "N"),
                    _at("open_off_list", "F"),
                    _at("open_youth_service", "Y"),
                    "From its own e-mail",
                    _at("open_address_report", "A"),
                ),
                "Opens a report that came, in a new workbook: choose the e-mail, the ZIP or the workbook that it came "
                "in. 'Next' then says what to do with it.",
                large=True,
            ),
        ),
    ),
    Group(
        "work",
        "The report in front",
        (
            _splits(
                "next",
                _at("next_step", "N", "label", "screentip"),
                "The steps of this report",
                *(_at(name, keytip, "label", "visible", "enabled") for name, keytip in _NEXT),
                "Several at once",
                _at("do_all_steps", "A", "enabled"),
                _at("what_is_this_step", "J"),
                "The sheet in front",
                _at("show_columns", "Z", "enabled"),
                follows=("enabled",),
            ),
            _at("make_worklist", "W", "label", "enabled", large=True),
            _at("draft_notices", "D", "enabled", large=True),
        ),
    ),
    Group(
        "mark",
        "Selected rows",
        (
            _at("email_sent", "E", "enabled"),
            _at("nfa", "F", "enabled"),
            _at("conflict_of_interest", "C", "enabled"),
        ),
    ),
    Group(
        "case",
        "Notes and e-mails",
        (
            Menu(
                "notes",
                "Notes",
                "NewNote",
                "O",
                (
                    "Copy, to paste into CMS",
                    _at("copy_cen", "C"),
                    _at("copy_scn", "S"),
                    "The case of the selected line",
                    _at("tick_done", "D"),
                    _at("take_case", "T"),
                    _at("give_case", "G"),
                ),
                "What is to be written in CMS about the selected line of the worklist, and that it has been done.",
                follows=("enabled", "screentip"),
                large=True,
            ),
            _splits(
                "emails",
                _at("file_emails", "M"),
                _at("drafts_to_send", "L"),
                "Answers",
                _at("record_answers", "R"),
                _at("remind", "U"),
                "To Corrections",
                _at("ask_more_detail", "D"),
                _at("ask_housing_referral", "H"),
                _at("return_matches", "C"),
            ),
        ),
    ),
    Group(
        "file",
        "File",
        (
            _splits(
                "copies",
                _at("save", "S", "label", "screentip"),
                "The copies of this report",
                *(_at(name, keytip, "visible") for name, keytip in _SAVES),
            ),
        ),
    ),
    Group(
        "day",
        "All reports",
        (
            _splits(
                "the_day",
                _at("today", "T"),
                _at("what_is_due", "D"),
                _at("find_client", "F"),
                _at("rows_gone", "G"),
            ),
        ),
    ),
    Group(
        "help",
        "Undo and help",
        (
            _splits(
                "undo",
                _at("undo_last_step", "U", "screentip"),
                _at("restore_row", "R", "visible"),
                _at("take_back", "T"),
            ),
            Menu(
                "help",
                "Help",
                "Help",
                "H",
                (
                    _at("what_is_this_step", "W"),
                    _at("what_was_said", "S"),
                    _at("check_yourself", "C"),
                    _at("self_test", "E"),
                    _at("show_settings", "T"),
                    _at("about", "A"),
                ),
                "What a step is for, what was said, your settings.",
                large=True,
            ),
        ),
    ),
)


def items() -> list[ButtonPlace | Menu]:
    """The buttons and lists on the tab, from the left."""
    return [item for group in GROUPS for item in group.items]


def following() -> Iterator[str]:
    """The IDs on the tab that change with the workbook in front."""
    for item in items():
        if isinstance(item, ButtonPlace):
            yield from [item.button.name] if item.follows else []
            continue
        yield from [item.name] if item.follows else []
        yield from [item.first.button.name] if item.first and item.first.follows else []
        yield from (item.id(place) for place in item.places if place.follows)


def where(name: str) -> str:
    """The place of a button on the tab, in words: 'Worklist', or 'Next step › Format' in a list."""
    for item in items():
        if isinstance(item, ButtonPlace) and item.button.name == name:
            return item.button.label
    menus = (item for item in items() if isinstance(item, Menu))
    menu = next(menu for menu in menus if name in [place.button.name for place in menu.places])
    return f"{menu.label} › {BUTTONS[name].label}"


def _places() -> Iterator[ButtonPlace]:
    for item in items():
        if isinstance(item, Menu):
            yield from item.places
        else:
            yield item


def buttons() -> list[Button]:
    """Everything that can be pressed, each once, in the order of the tab."""
    return list(dict.fromkeys(place.button for place in _places()))
