"""What comes from outside is screened: every attack is refused in words."""

import re
import tracemalloc

import pytest

from cso_xl.errors import InputError
from cso_xl.intake import limits
from cso_xl.intake.screen import screen, screen_workbook
from helpers.attacks import ATTACKS
from helpers.attacks.mails import MAIL, mail
from helpers.attacks.workbooks import BOOK, workbook
from helpers.attacks.zips import CSV, datamatch
from helpers.files import NAMES, ZIP
from helpers.screening import MEMORY, TO_DO

pytestmark = pytest.mark.proof
# which member it is, where it is one
MEMBER = r"(?:cannot be used: )?(?:(?:file|part) [0-9]+(?: \('[^']+'\))? )?"
# by what staff are told to do: each attack, and what they read about it, but for the member
EXPECTED = {
    "in one": {"zip_in_pieces": "is one piece of a ZIP in several pieces"},
    "reports only": {
        "zip_in_a_zip": "file 2 ('r.zip') is an archive in the archive",
        "zip_in_a_zip_under_another_name": "file 1 ('r.csv') is an archive in the archive",
        "archive_in_a_zip_packed_by_bzip2": "is an archive in the archive",
    },
    "text": {
        "zip_that_is_none": "is not a ZIP file, but plain text",
        "workbook_that_is_none": "is not an Excel workbook (.xlsx), but plain text",
    },
    "damaged": {
        "zip_cut_short": "is not whole",
        "zip_with_more_members_than_listed": "is not whole: its list of members does not end where it should",
        "zip_with_a_broken_name": "is not whole",
        "zip_of_a_stored_member_with_another_size": "gives sizes that cannot both be true",
        "zip_with_aes_without_its_note": "is not whole",
        "zip_with_less_than_its_encryption_needs": "gives sizes that cannot both be true",
        "workbook_with_a_part_that_is_no_xml": "part 5 ('xl/styles.xml') is not XML",
        "workbook_with_a_nul": "is not XML",
        "workbook_that_unpacks_to_more_than_it_says": "part 10 ('xl/a.xml') does not unpack to what it says",
        "workbook_with_a_wrong_check_sum": "part 10 ('xl/a.xml') does not unpack to what it says",
        "encrypted_workbook_cut_short": "is not whole",
        "encrypted_workbook_cut_after_its_header": "is not whole",
        "encrypted_workbook_with_endless_tables": "is not whole",
        "encrypted_workbook_with_endless_chains": "is not whole",
        "encrypted_workbook_with_a_folder_in_itself": "is not whole",
        "encrypted_workbook_that_says_it_is_longer": "is not whole",
    },
    "save the one": {
        "mail_with_two_reports_of_one_name": (
            "the attachment 'CSO_20250113_20250113.ZIP' appears twice, so it is ambiguous"
        ),
    },
    "open in Outlook": {
        "mail_packed_in_an_unknown_way": "has a file that is packed in a way that e-mails do not use",
    },
    "values alone": {
        "workbook_with_links_to_workbooks": "holds links to other workbooks",
        "workbook_with_a_data_connection": "holds a connection to data outside it",
        "workbook_with_a_query": "holds a connection to data outside it",
        "workbook_with_power_query": "holds a connection to data outside it",
    },
    "harm": {
        "zip_that_unpacks_itself": (
            "holds something before its first member, as a program that unpacks itself does"
        ),
        "zip_that_unpacks_itself_with_right_offsets": (
            "holds something before its first member, as a program that unpacks itself does"
        ),
        "zip_with_bytes_after_its_end": "holds 25 bytes after its end",
        "zip_with_two_ends": "has two ends, so programs may read it differently",
        "zip_with_a_zip_in_its_remark": "has two ends, so programs may read it differently",
        "zip_with_an_end_in_its_remark": "has two ends, so programs may read it differently",
        "zip_bomb_of_overlapping_members": "overlaps another, so that it would unpack to more than it holds",
        "zip_bomb_of_one_member_listed_often": (
            "overlaps another, so that it would unpack to more than it holds"
        ),
        "zip_with_another_name_inside": "file 1 ('a.csv') does not agree with the list of what is in it",
        "zip_with_another_size_inside": "does not agree with the list of what is in it",
        "zip_with_another_check_sum_inside": "does not agree with the list of what is in it",
        "zip_with_another_method_inside": "does not agree with the list of what is in it",
        "zip_encrypted_in_the_list_only": "does not agree with the list of what is in it",
        "zip_with_an_absolute_name": "file 2 ('/etc/passwd.csv') has a name that leads to another folder",
        "zip_with_a_drive_in_a_name": "file 2 has a name that leads to another folder",
        "zip_with_a_stream_in_a_name": "file 2 has a name that leads to another folder",
        "zip_that_climbs_out_of_its_folder": "has a name that leads to another folder",
        "zip_with_backslashes_in_a_name": "file 2 ('../../b.csv') has a name that leads to another folder",
        "zip_with_a_control_character_in_a_name": (
            "has characters in its name that are not seen or turn it around"
        ),
        "zip_with_a_nul_in_a_name": "file 2 has characters in its name that are not seen or turn it around",
        "zip_with_a_device_of_windows": "file 2 ('CON.csv') has the name of a device of Windows",
        "zip_with_a_device_of_windows_in_a_folder": "has the name of a device of Windows",
        "zip_with_a_name_turned_around": "has characters in its name that are not seen or turn it around",
        "zip_with_wildcards_in_a_name": "file 2 has a name that Windows does not allow",
        "zip_with_a_name_that_is_too_long": "has a name of 304 characters; 1 to 255 are allowed",
        "zip_with_a_member_without_a_name": "file 2 has a name of 0 characters; 1 to 255 are allowed",
        "zip_with_two_members_of_one_name": (
            "has the same name as file 1 ('cso_on_list_daily_20250113_050021.csv')"
        ),
        "zip_with_names_that_differ_in_capitals": (
            "has the same name as file 1 ('cso_on_list_daily_20250113_050021.csv')"
        ),
        "zip_with_names_that_differ_in_how_letters_are_made": "has the same name as file 1 ('Māori.csv')",
        "zip_with_names_that_differ_in_a_last_point": (
            "has the same name as file 1 ('cso_on_list_daily_20250113_050021.csv')"
        ),
        "zip_with_a_second_name": "file 1 has two names",
        "zip_with_a_link": "is a link to another file",
        "zip_with_a_folder_that_holds_bytes": "file 2 ('folder/') is a folder that holds bytes of its own",
        "zip64_that_lies_in_the_list": "gives two different sizes (ZIP64)",
        "zip64_without_its_sizes": "gives two different sizes (ZIP64)",
        "zip64_with_other_sizes_inside": "does not agree with the list of what is in it",
        "zip64_that_lies_at_the_end": "gives two different sizes of its list of members (ZIP64)",
        "zip_with_a_member_that_is_not_listed": "holds 60 bytes before file 2 ('b.csv') that belong to none",
        "zip_with_bytes_before_its_list": "holds 6 bytes after its last member that belong to none",
        "workbook_that_climbs_out_of_its_folder": "has a name that leads to another folder",
        "workbook_with_a_part_twice": "has the same name as part 4 ('xl/worksheets/sheet1.xml')",
        "workbook_with_encrypted_parts": "is encrypted by itself, which Excel never does",
        "workbook_with_entities": "holds definitions of its own (DOCTYPE)",
        "workbook_with_entities_in_utf_16": "part 5 ('xl/styles.xml') holds definitions of its own (DOCTYPE)",
        "workbook_with_entities_in_utf_16_without_a_mark": "holds definitions of its own (DOCTYPE)",
        "workbook_with_entities_after_a_long_remark": "holds definitions of its own (DOCTYPE)",
        "workbook_with_entities_in_a_picture": "holds definitions of its own (DOCTYPE)",
        "workbook_with_a_doctype_from_outside": "holds definitions of its own (DOCTYPE)",
        "workbook_in_another_encoding_than_it_says": "is written in another encoding than it says",
        "workbook_in_an_odd_encoding": "is written in an encoding that Excel does not use",
        "workbook_with_macros": "holds macros, which are never accepted",
        "macro_workbook_with_macros": "holds macros, which are never accepted",
        "workbook_with_macros_under_another_name": "holds macros, which are never accepted",
        "workbook_that_says_it_has_macros": (
            "holds macros, which are never accepted, under the name of a workbook without"
        ),
        "workbook_with_a_macro_sheet": "holds macros, which are never accepted",
        "workbook_with_a_macro_sheet_by_its_kind": "holds macros, which are never accepted",
        "workbook_with_dde": "holds a link to another program (DDE)",
        "workbook_with_an_embedded_file": "holds an embedded file",
        "workbook_with_an_embedded_program": "holds an embedded file",
        "workbook_with_an_embedded_zip": "holds an embedded file",
        "workbook_with_an_object_on_a_sheet": "holds an embedded file",
        "workbook_with_active_x": "holds a control (ActiveX)",
        "workbook_with_a_script": "holds a script",
        "workbook_with_buttons": "holds buttons of its own",
        "workbook_with_an_add_in": "holds an add-in",
        "workbook_that_fetches_a_picture": "fetches something from outside when it is opened",
        "workbook_that_fetches_a_template": "fetches something from outside when it is opened",
        "workbook_with_a_link_to_a_server": (
            "holds a link to a file outside it; links to web pages and e-mail addresses are no harm"
        ),
        "workbook_with_a_link_to_a_share": (
            "holds a link to a file outside it; links to web pages and e-mail addresses are no harm"
        ),
        "workbook_with_a_link_to_a_program": (
            "holds a link to a file outside it; links to web pages and e-mail addresses are no harm"
        ),
        "workbook_with_a_link_that_is_called_inside": "holds a link to a file outside it",
        "workbook_with_two_lists_of_sheets": (
            "has two lists of its sheets, so programs may read it differently"
        ),
        "workbook_with_entities_behind_empty_blocks": "holds definitions of its own (DOCTYPE)",
        "encrypted_workbook_that_takes_minutes": (
            "would take minutes to open: it asks for 9,999,999 rounds; at most 1,000,000 are done"
        ),
        "encrypted_workbook_with_another_stream": "holds something beside the encrypted workbook",
        "encrypted_workbook_with_entities": (
            "the note on its encryption holds definitions of its own (DOCTYPE)"
        ),
        "mail_with_two_kinds": (
            "has a part with two headers that say what it is, so programs may read it differently"
        ),
        "mail_with_a_path_in_a_name": "the attachment '../../r.zip' has a name that leads to another folder",
        "mail_with_a_windows_path_in_a_name": "an attachment has a name that leads to another folder",
        "mail_with_a_device_as_a_name": "the attachment 'nul.zip' has the name of a device of Windows",
        "mail_with_a_name_turned_around": (
            "an attachment has characters in its name that are not seen or turn it around"
        ),
    },
    "too much": {
        "zip_with_too_many_members": "holds 1,001 files; at most 1,000 are opened",
        "zip_with_a_member_of_two_gigabytes": (
            "unpacks to 2,147,483,648 bytes; at most 1,073,741,824 are opened"
        ),
        "zip_of_three_gigabytes": "unpacks to 3,145,728,000 bytes; at most 2,147,483,648 are opened",
        "zip_bomb": "unpacks to 1,028 times its size; at most 200 times are opened",
        "zip_with_a_huge_dictionary": "claims 4,026,531,840 bytes of memory to be unpacked",
        "workbook_with_a_row_below_the_last": "names a row or column that Excel does not have",
        "workbook_with_a_cell_past_the_last_column": "names a row or column that Excel does not have",
        "workbook_with_a_cell_behind_a_sham": "names a row or column that Excel does not have",
        "workbook_with_a_prefix_and_a_cell_past_the_last_column": (
            "names a row or column that Excel does not have"
        ),
        "workbook_with_wide_rows": "has more than 1,000 rows past column ZZ",
        "workbook_with_wide_rows_that_say_another_row": "has more than 1,000 rows past column ZZ",
        "workbook_with_many_long_sheets": "has 10,485,760 rows on its sheets; at most 8,388,608 are opened",
        "workbook_with_deep_xml": "holds more than 256 elements within each other",
        "workbook_with_deep_xml_that_looks_flat": "holds more than 256 elements within each other",
        "workbook_with_a_million_attributes": "holds a tag of more than 262,144 bytes",
        "workbook_with_a_text_without_end": "holds a text of more than 1,048,576 bytes",
        "workbook_with_a_row_without_end": "holds more than 2,000,000 elements outside its rows",
        "workbook_with_comments_without_end": "holds more than 100,000 comments",
        "workbook_that_claims_too_many_texts": "claims more texts than it has room for",
        "workbook_with_one_cell_merged_over_all": "joins or links more than 1,048,576 cells",
        "workbook_with_a_link_over_all": "joins or links more than 1,048,576 cells",
        "workbook_that_lists_a_sheet_often": "lists a sheet twice",
        "workbook_whose_sheets_are_one": "lists a part twice",
        "workbook_whose_sheets_are_one_of_an_unknown_kind": "lists a part twice",
        "workbook_with_too_many_sheets": "has more than 1,000 sheets",
        "workbook_bomb": "unpacks to 685 times its size; at most 200 times are opened",
        "mail_with_too_many_headers": "has 602 headers; at most 500 are read",
        "mail_with_a_header_without_end": "has a header of 100,005 bytes; at most 65,536 are read",
        "mail_with_a_folded_header_without_end": "has a header of 90,006 bytes; at most 65,536 are read",
        "mail_with_headers_without_end": "has 1,500,245 bytes of headers; at most 262,144 are read",
        "mail_with_a_subject_without_end": "has a header of 70,009 bytes; at most 2,048 are read",
        "mail_with_deep_parts": "has more than 12 parts or e-mails within each other",
        "mail_with_deep_parts_in_bare_returns": "has more than 12 parts or e-mails within each other",
        "mail_forwarded_without_end": "has more than 12 parts or e-mails within each other",
        "mail_digest_without_end": "has more than 12 parts or e-mails within each other",
        "mail_with_too_many_parts": "has more than 250 parts",
        "mail_of_boundaries": "has more than 250 parts",
        "mail_of_reports_of_delivery": "has more than 250 parts",
        "mail_with_a_boundary_without_end": (
            "has a boundary between its parts that is not 1 to 70 plain characters"
        ),
        "mail_with_an_empty_boundary": (
            "has a boundary between its parts that is not 1 to 70 plain characters"
        ),
    },
    "pack again": {
        "zip_packed_in_an_unknown_way": "is packed in an unknown way (method 93)",
        "zip_packed_by_deflate64": "is packed in an unknown way (method 9)",
        "zip_with_strong_encryption": "is encrypted in a way that is not opened",
        "zip_with_a_masked_list": "is encrypted in a way that is not opened",
        "zip_with_unknown_aes": "is encrypted in a way that is not opened",
        "zip_with_aes_that_is_not_encrypted": "is packed in an unknown way (method 99)",
    },
    "save as": {
        "workbook_that_is_an_ordinary_zip": (
            "is a ZIP file, not an Excel workbook: the list of its parts is missing"
        ),
        "workbook_without_its_list_of_sheets": (
            "is a ZIP file, not an Excel workbook: the list of its sheets is missing"
        ),
        "workbook_that_is_a_document": (
            "is a ZIP file, not an Excel workbook: the list of its sheets is missing"
        ),
        "encrypted_workbook_that_is_an_old_one": "is a workbook of an old kind (.xls) under another name",
        "encrypted_workbook_without_its_key": "is not an Excel workbook of today's kind (.xlsx)",
        "encrypted_workbook_of_an_unknown_kind": "is encrypted in a way that is not opened",
        "encrypted_workbook_with_another_cipher": "is encrypted in a way that is not opened",
    },
}
WHERE = {attack: (to_do, words) for to_do, held in EXPECTED.items() for attack, words in held.items()}


def refusal(name, data, check=screen):
    """What staff read about a file that does not pass."""
    with pytest.raises(InputError) as stopped:
        check(name, data)
    return str(stopped.value)


def test_every_attack_has_its_words():
    assert sorted(WHERE) == sorted(ATTACKS)
    assert len(ATTACKS) > 150


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_in_words(attack):
    name, data = ATTACKS[attack]()
    to_do, words = WHERE[attack]
    found = refusal(name, data)
    assert re.fullmatch(f"{re.escape(name)} {MEMBER}{re.escape(f'{words}. {TO_DO[to_do]}')}", found)
    assert all(letter.isprintable() for letter in found)


LARGE = ("bomb", "gigabytes", "without_end", "deep", "million", "wide", "often", "unpacks", "boundaries")


@pytest.mark.parametrize("attack", [name for name in ATTACKS if any(word in name for word in LARGE)])
def test_an_attack_is_refused_within_bounded_memory(attack):
    name, data = ATTACKS[attack]()
    tracemalloc.start()
    try:
        refusal(name, data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("attack", [name for name in ATTACKS if name.startswith("workbook")])
def test_an_attack_in_a_decrypted_workbook_is_refused(attack):
    name, data = ATTACKS[attack]()
    assert refusal(name, data, screen_workbook) == refusal(name, data)


def test_a_message_word_for_word():
    assert refusal(*ATTACKS["workbook_with_macros"]()) == (
        "report.xlsx holds macros, which are never accepted. A report holds nothing of the kind, so nothing in it "
        "was opened. Do not open it yourself: ask the sender what they sent, and tell your trainer."
    )
    assert refusal(*ATTACKS["zip_with_a_link"]()) == (
        f"{ZIP} cannot be used: file 1 ('{NAMES['on-list']}') is a link to another file. A report holds nothing of "
        "the kind, so nothing in it was opened. Do not open it yourself: ask the sender what they sent, and tell your "
        "trainer."
    )


@pytest.mark.parametrize("name", ["\x1b[31m.zip", "a\u202ebc.zip", "a\nb.zip", "<b>.zip"])
def test_a_files_own_name_is_shown_only_when_it_is_plain(name):
    assert refusal(name, CSV) == f"The file is not a ZIP file, but plain text. {TO_DO['text']}"


def test_a_long_name_is_cut():
    assert refusal("a" * 200 + ".zip", CSV).startswith("a" * 59 + "… is not a ZIP file")


@pytest.mark.parametrize(
    ("name", "make", "limit", "words"),
    [
        (ZIP, datamatch, "FILE_SIZE", "has 9 bytes; at most 1,000 are opened"),
        (BOOK, workbook, "FILE_SIZE", "has 9 bytes; at most 1,000 are opened"),
        (MAIL, mail, "EMAIL_SIZE", "has 9 bytes; at most 1,000 are opened"),
        (MAIL, mail, "ATTACHMENT", "has a part of 9 bytes; at most 1,000 are opened"),
        (ZIP, datamatch, "MEMBER_SIZE", "unpacks to 9 bytes; at most 1,000 are opened"),
        (BOOK, workbook, "LISTED", "has 9 bytes; at most 500 are opened"),
        (BOOK, workbook, "ELEMENTS", "holds more than 100 elements"),
    ],
)
def test_a_file_beyond_a_limit(name, make, limit, words, monkeypatch):
    screen(name, make())
    monkeypatch.setattr(limits, limit, {"LISTED": 500, "ELEMENTS": 100}.get(limit, 1000))
    expected = re.escape(f"{words}. {TO_DO['too much']}").replace("9", "[0-9,]+")
    assert re.fullmatch(f"{re.escape(name)} {MEMBER}{expected}", refusal(name, make()))
