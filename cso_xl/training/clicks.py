"""What each button replaces: the clicks of the same step by hand, counted along the guidelines in Excel's own menus."""

from typing import NamedTuple


class ByHand(NamedTuple):
    """Clicks and entries of one step by hand; `each` come again for every row, file or notice that `per` names."""

    clicks: int
    each: int = 0
    per: str = ""

    def __str__(self) -> str:
        if not self.each:
            return str(self.clicks)
        again = f"{self.each} for each {self.per}"
        return f"{self.clicks} and {again}" if self.clicks else again


CLICKS = {
    # double-click the attachment, type the password, OK, double-click the CSV
    "open_daily_diffs": ByHand(5),
    "open_on_list": ByHand(5),
    "open_off_list": ByHand(5),
    "open_youth_service": ByHand(5),
    "open_address_report": ByHand(4),
    # select all, fit columns, wrap, row 1 bold, freeze, filter, landscape, fit to a page
    "format_sheet": ByHand(16),
    "filter_match_levels": ByHand(6),  # arrow, (Select All) off, 1, 2, OK
    "show_needed_columns": ByHand(8),  # four ranges of columns marked and hidden
    "insert_comment": ByHand(3),
    "paste_current_clients": ByHand(12),  # open cso_daily, password, filter AP, copy B, back, paste into AP
    "highlight_duplicates": ByHand(5),
    "say_what_to_do": ByHand(0, 2, "row"),  # read it against the table, remember what it asks for
    "highlight_red_rows": ByHand(0, 3, "red row"),
    "make_worklist": ByHand(0, 4, "row"),  # a note on paper
    "save_master": ByHand(7),
    "remove_rows": ByHand(0, 3, "row that goes"),
    "save_filtered": ByHand(6),
    "paste_previous_master": ByHand(11),  # find last week's folder, open, select all, copy, back, paste
    "compare": ByHand(6, 2, "row"),
    "save_working": ByHand(6),
    "draft_notices": ByHand(0, 14, "notice"),  # template, address, subject, fields, save
    "colour_done_rows": ByHand(0, 4, "row that is done"),
    "save_processed": ByHand(6),
    "save_daily_diffs": ByHand(7),
    "save_on_list": ByHand(7),
    "save_off_list": ByHand(7),
    "save_youth_service": ByHand(7),
}
