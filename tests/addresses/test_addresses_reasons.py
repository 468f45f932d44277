"""Why two addresses are the same, need a check or are different, in staff's words [A4]."""

import pytest

from cso_xl.addresses.comparing import Comparison, Verdict
from helpers.addresses_anew import compare


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        ("Rotorua Holiday Park, 123 Main Road Rotorua", "123 Main Road Rotorua", "holiday park"),
        ("No Fixed Abode Rotorua", "No Fixed Abode Rotorua", "no fixed abode"),
        (
            "Flat 51 Lake Apartments 222 Queen Street Rotorua",
            "Flat 26 Lake Apartments 222 Queen Street Rotorua",
            "the flats differ",
        ),
        ("Kauri Motel 12 Fern Road", "12 Fern Road", "motel"),
        ("12 Fern Road", "Tui Caravan Park", "caravan park"),
        ("2/15 Kauri Road", "15/2 Kauri Road", "the street numbers differ"),
        ("12 Kauri Road Rotorua", "12 Pipi Street Rotorua", "the streets differ"),
        ("5 SH 1 Waipū", "5 State Highway 2 Waipū", "the highways differ"),
        ("Tui Motel", "Tui Motel", "motel"),
        ("Motel", "Motel", "motel"),
        ("Tui Motel St Heliers", "Tui Motel St Heliers", "motel"),
        ("Tui Motel Park Rotorua", "Tui Motel Park Rotorua", "motel"),
        ("12-14 Kauri Road", "16-18 Kauri Road", "the street numbers differ"),
        ("5 Kauri Road", "4/12 Kauri Road", "the street numbers differ"),
        ("12 3rd Avenue", "12 4th Avenue", "the streets differ"),
        ("12 Karo Road", "12 Kora Road", "the streets differ"),
        ("12 Tora Road", "12 Orat Road", "the streets differ"),
        ("12 21st Avenue", "12 31st Avenue", "the streets differ"),
        ("2 Kauri Road, corner of Rimu Road", "90 Weka Road", "the street numbers differ"),
        (
            "2 Kauri Road, corner of Rimu Road",
            "90 Kauri Road, corner of Rimu Road",
            "the street numbers differ",
        ),
        ("12 Mountain Road", "12 Ntm Road", "the streets differ"),
        ("12 K Weka Road", "12 Kauri Pipi Road", "the streets differ"),
        ("12 Abcdef Road", "12 Uvwxyz Road", "the streets differ"),
        ("Flat 4 Kauri Road", "Flat 5 Kauri Road", "the flats differ"),
        ("Flat A, 12 Kauri Road", "Flat B, 12 Kauri Road", "the flats differ"),
        ("4A/12 Kauri Road", "4B/12 Kauri Road", "the flats differ"),
        ("5 SH 1 Waipū", "5 SH 2 Waipū", "the highways differ"),
        ("12 Kauri Road", "12 Rimu Street Auckland", "the streets differ"),
        ("4/12 Kauri Road", "12 Rimu Street", "the streets differ"),
        ("C/- Tui Motel, 12 Kauri Road", "12 Kauri Road", "motel"),
        ("12 The Terrace", "12 The Avenue", "the streets differ"),
        ("15 Tui Motel", "15 Tui Motel", "motel"),
    ],
)
def test_a_removed_pair_says_why(cso, sharer, reason):
    compared = compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.DIFFERENT, reason)
    assert compared == compare(sharer, cso)


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        ("12 Kauri Road Māngere", "12 Kauri Road Auckland", "suburb, town or other words differ"),
        ("12 Kauri Road", "4/12 Kauri Road", "a flat on one side only"),
        ("12 Kauri Road", "Kauri Road", "the street number is on one side only"),
        ("12 Kauri Road", "12 Kaurri Road", "the street is written differently"),
        ("", "12 Kauri Road", "an address is missing"),
        ("Unknown", "Unknown", "an address is missing"),
        ("12 Kea Street Night Shelter", "12 Kea Street Night Shelter", "a place with many dwellings"),
        ("12 Kauri Road" + " " * 488, "13 Kauri Road", "an address is too long to be compared"),
        ("12 Old Motel Road Paihia", "12 Old Motel Road Paihia", "perhaps a motel, a park or no fixed abode"),
        ("12 Motel Raod", "12 Motel Raod", "perhaps a motel, a park or no fixed abode"),
        (
            "Opposite the motel, 12 Kauri Road",
            "Opposite the motel, 12 Kauri Road",
            "perhaps a motel, a park or no fixed abode",
        ),
        (
            "12 Kauri Road opposite Tui Motel",
            "12 Kauri Road opposite Tui Motel",
            "perhaps a motel, a park or no fixed abode",
        ),
        (
            "12 Tui Motel Street Paihia",
            "12 Tui Motel Street Paihia",
            "perhaps a motel, a park or no fixed abode",
        ),
        ("Tui Motel Street", "Tui Motel Street", "perhaps a motel, a park or no fixed abode"),
        ("Tui Motel Park", "Tui Motel Park", "perhaps a motel, a park or no fixed abode"),
        ("12 Kauri Road, formerly no fixed abode", "12 Kauri Road", "suburb, town or other words differ"),
        ("Rotorua", "Rotorua", "no house number to compare"),
        ("Flat B 12 Kauri Road", "Flat 2 12 Kauri Road", "the flat is written differently"),
        ("12b Kauri Road", "12 Kauri Road", "a flat on one side only"),
        ("12b Kauri Road", "Flat 2, 12 Kauri Road", "the flat is written differently"),
        ("4/12 Kauri Road", "Flat 4 and 5, 12 Kauri Road", "the flat is written differently"),
        ("Room 4, 12 Kauri Road", "Room 5, 12 Kauri Road", "the part of the site differs"),
        ("12-14 Kauri Road", "12 Kauri Road", "the street number is written differently"),
        ("12-14 Kauri Road", "14-16 Kauri Road", "the street number is written differently"),
        (
            "4 Kauri Road",
            "4/12 Kauri Road",
            "a flat on one side only, the street number is written differently",
        ),
        ("4/12 Kauri Road", "12 Kauri Road", "a flat on one side only"),
        ("12 24th Street", "12 Twenty Fourth Street", "the street is written differently"),
        ("12 Kauri Road", "12 Kauri Street", "the street's type differs"),
        ("12 Kauri Road", "12 Kaur Road", "the street is written differently"),
        ("12 Station Road", "12 Stn Road", "the street is written differently"),
        ("12 Mountain Road", "12 Mtn Road", "the street is written differently"),
        ("12 Station Road", "12 Sttn Road", "the street is written differently"),
        ("12 Karo Road", "12 Kara Road", "the street is written differently"),
        ("12 Kowhai Road", "12 Kohwia Road", "the street is written differently"),
        ("12 Te Rimu Road", "12 Te Kauri Road", "the street is written differently"),
        ("12 Great Kauri Road", "12 Kauri Place", "the street is written differently"),
        ("12 Great Kauri Road", "12 Rimu Road, Kauri", "the street is written differently"),
        ("12 Rimu Road, Kauri", "12 Great Kauri Road", "the street is written differently"),
        ("12 Pa Road", "12 Papakura Road", "the street is written differently"),
        ("12 Pa Weka Road", "12 Papakura Mere Road", "the street is written differently"),
        (
            "Flat 4 Kauri Road",
            "4 Kauri Road",
            "a flat on one side only, the street number is on one side only",
        ),
        ("4A/12 Kauri Road", "B/12 Kauri Road", "the flat is written differently"),
        ("?", "?", "an address is missing"),
        ("-", "12 Kauri Road", "an address is missing"),
        ("n/a", "n/a", "an address is missing"),
        ("not known", "12 Kauri Road", "an address is missing"),
        ("Flat 4, Kauri", "Flat 4, Kauri, Auckland", "no house number to compare"),
        (
            "Upper Kauri Road",
            "12 Kauri Road",
            "the street number is on one side only, the street is written differently",
        ),
        ("12 Kauri Road, Rotorua", "12 Kauri Rd, Auckland", "suburb, town or other words differ"),
        ("4/12 Kauri Road Rotorua", "12A Kauri Road", "the flat is written differently"),
        (
            "12 Kauri Rd Auckland",
            "12-14 Kauri Street",
            "the street number is written differently, the street's type differs",
        ),
        ("12 Motel 5", "12 Motel 5", "perhaps a motel, a park or no fixed abode"),
    ],
)
def test_a_doubtful_pair_says_what_to_look_at(cso, sharer, reason):
    compared = compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.CHECK, reason)
    assert compared == compare(sharer, cso)


@pytest.mark.parametrize(
    ("cso", "sharer"),
    [
        ("12 Kauri Road" + " " * 487, "12 Kauri Road"),
        ("12 Motel Lane", "12 Motel Lane"),
        ("Motel Road", "Motel Road"),
        ("12b Motel Road", "12b Motel Road"),
        ("Kauri Road", "Kauri Road"),
        ("5 SH 1 Waipū", "5 SH 1 Waipū"),
        ("SH 1", "SH 1"),
        ("Flat 4", "Flat 4"),
        ("12 Kauri Road, Māngere", "12 Kauri Road Mangere."),
        ("12 Kauri Road\r\nMāngere", "12 Kauri Road, Mangere"),
        ("１２ Kauri Road, Māngere", "12 Kauri Road, Mangere"),
        ("12 KAURI ROAD", "12 kauri road;"),
    ],
)
def test_the_same_address_needs_no_reason(cso, sharer):
    assert compare(cso, sharer) == Comparison(Verdict.SAME)


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        (
            "1/229 Kauri Street, Ōtaki",
            "229/231 Kauri Street, Ōtaki",
            "the flat is written differently, the street number is written differently",
        ),
        ("26/28 Kauri Road", "28 Kauri Road", "a flat on one side only"),
        (
            "26/28 Kauri Road",
            "26-28 Kauri Road",
            "a flat on one side only, the street number is written differently",
        ),
        (
            "Main Road, Ōtaki",
            "2106 Kauri Road, RD 1, Ōtaki",
            "the street number is on one side only, the street is written differently",
        ),
        ("12 Main Highway, Ōtaki", "12 Kauri Road, Ōtaki", "the street is written differently"),
        ("800 State Highway 6, Ōtaki", "800 Kauri Road, Ōtaki", "the street is written differently"),
        (
            "Corner Kauri & Rimu Roads, Ōtaki",
            "12 Weka Street, Ōtaki",
            "the street number is on one side only, the street is written differently",
        ),
        (
            "2 Kauri Road (corner of Rimu Road), Ōtaki",
            "90 Rimu Road, Ōtaki",
            "the street number is written differently, the street is written differently",
        ),
        (
            "12 Kauri Road, entrance off Rimu Street",
            "5 Rimu Street",
            "the street number is written differently, the street is written differently",
        ),
        (
            "12 Kuari Street, Rotorua",
            "Corner of Rimu Street & Kauri Street, Rotorua",
            "the street number is on one side only, the street is written differently",
        ),
        ("1,234 Kauri Road RD 2", "1234 Kauri Road RD 2", "the street number is written differently"),
        (
            "1,234 Kauri Road",
            "1/234 Kauri Road",
            "a flat on one side only, the street number is written differently",
        ),
        ("Flat 2, 1,234 Kauri Road", "Flat 2, 1234 Kauri Road", "the street number is written differently"),
        (
            "Farm 3 Rimu Station 1234 Kauri Road Kaikohe",
            "1234 Kauri Road Kaikohe",
            "the street number is written differently, the street is written differently, "
            "suburb, town or other words differ",
        ),
        ("123 Kauri Road, Ōtaki", "132 Kauri Road, Ōtaki", "the street number may be mistyped"),
        ("12 Kauri Road", "21 Kauri Road", "the street number may be mistyped"),
        ("1234 Kauri Road", "1235 Kauri Road", "the street number may be mistyped"),
        ("2085 Kauri Road, Ōtaki", "2085 Rimu Street, Ōtaki", "the street is written differently"),
        (
            "Kauri Street, Ōtaki",
            "12 Rimu Street, Ōtaki",
            "the street number is on one side only, the street is written differently",
        ),
        ("Kauri Street, Ōtaki", "Rimu Street, RD 2, Levin", "the street is written differently"),
    ],
)
def test_what_can_be_read_in_a_way_that_agrees_is_kept(cso, sharer, reason):
    compared = compare(cso, sharer)
    assert (compared.verdict, compared.reason) == (Verdict.CHECK, reason)
    assert compared == compare(sharer, cso)


@pytest.mark.parametrize(
    ("cso", "sharer", "reason"),
    [
        ("12 Kauri Road", "14 Kauri Road", "the street numbers differ"),
        ("4/12 Kauri Road", "4/8 Kauri Road", "the street numbers differ"),
        ("123 Kauri Road, Ōtaki", "132 Kauri Road, Levin", "the street numbers differ"),
        ("123 Kauri Road", "123 Kauri Road Flat 4, 132 Kauri Road", ""),
        ("1/123 Kauri Road", "2/132 Kauri Road", "the street numbers differ"),
        ("12 Kauri Street, Ōtaki", "12 Rimu Street, Ōtaki", "the streets differ"),
        ("2085 Kauri Road, Ōtaki", "2085 Rimu Street, Levin", "the streets differ"),
        ("12 Main Road, Ōtaki", "12 Rimu Street, Levin", "the streets differ"),
        ("Kauri Street, Ōtaki", "Rimu Street, Levin", "the streets differ"),
        ("Corner Kauri & Rimu Roads, Ōtaki", "12 Weka Street, Levin", ""),
        ("12 Kiwi Road, Ōtaki", "12 Kewe Road, Ōtaki", "the streets differ"),
    ],
)
def test_a_hard_fact_still_counts(cso, sharer, reason):
    compared = compare(cso, sharer)
    assert compared.reason == reason or (not reason and compared.verdict is Verdict.CHECK)
    assert compared == compare(sharer, cso)


@pytest.mark.parametrize(
    ("cso", "sharer", "evidence"),
    [
        (
            "4/12 Kauri Rd, Ōtaki",
            "Flat 4, 12 Kauri Road",
            "both: number 12, flat 4, Kauri Road; Ōtaki only on one side",
        ),
        (
            "12 Kauri Road, Maangere",
            "12 KAURI ROAD, MĀNGERE 2024",
            "both: number 12, Kauri Road, Māngere; 2024 only on one side",
        ),
        (
            "86 Te Ara o Tū Road, RD 2",
            "86 Te Ara o Tu Rd Levin",
            "both: number 86, Te Ara o Tū Road; RD 2 only on one side; Levin only on one side",
        ),
        ("C/- J Sample, 12 Kauri Road", "12 Kauri Road", "both: number 12, Kauri Road; C/- only on one side"),
        (
            "12 Te Ara o Nga Tui Road, Bay View",
            "12 TE ARA O NGA TUI RD, Bayview",
            "both: number 12, Te Ara o nga Tui Road; Bay View / Bayview",
        ),
        (
            "Flats 4 and 5, 12 Rimu at the Lake Road",
            "Flat 4 & 5, 12 Rimu At The Lake Rd",
            "both: number 12, flat 4 5, Rimu at the Lake Road",
        ),
        ("61 b Kauri Road", "61B Kauri Rd", "both: number 61B, Kauri Road"),
        (
            "Level 3, 5 Kauri Street North",
            "Level 3, 5 Kauri St Nth",
            "both: number 5, Kauri Street North, Level 3",
        ),
        ("12 Kauri Road, Ōtāhuhu", "12 Kauri Rd, ?t?huhu", "both: number 12, Kauri Road, Ōtāhuhu"),
        (
            "12 Kauri Road, Northcote, North Shore City",
            "12 Kauri Rd, Northcote, Auckland",
            "both: number 12, Kauri Road, Northcote, Auckland",
        ),
        (
            "12 Kauri Road (Rimu Street entrance), Ōtaki",
            "12 Kauri Road, Ōtaki",
            "both: number 12, Kauri Road, Ōtaki",
        ),
        ("88 Broadway, Newmarket", "88 Broadway Newmarket", ""),
        ("88 Broadway\r\nNewmarket", "88 Broadway", "both: number 88, Broadway; Newmarket only on one side"),
        ("R364 Kauri Road, Ōtaki", "364 Kauri Road, Ōtaki", "both: number 364, Kauri Road, Ōtaki"),
        (
            "12 Kauri Road, Papakura, Papakura",
            "12 Kauri Rd, Papakura",
            "both: number 12, Kauri Road, Papakura",
        ),
        ("100 Hospital Road, Ōtaki", "100 Hospital Rd, Ōtaki", "both: number 100, Hospital Road, Ōtaki"),
    ],
)
def test_what_is_surely_the_same_says_what_it_rests_on(cso, sharer, evidence):
    compared = compare(cso, sharer)
    reason = "written differently" if evidence else ""
    assert (compared.verdict, compared.reason, compared.evidence) == (Verdict.SAME, reason, evidence)
    assert compared.in_full == "; ".join(filter(None, (reason, evidence)))
    assert compare(sharer, cso).evidence == evidence


@pytest.mark.parametrize(
    ("cso", "sharer", "in_full"),
    [
        (
            "12 Kauri Road 2024",
            "12 Kauri Road 2022",
            "the postcodes differ; both: number 12, Kauri Road; 2022 / 2024",
        ),
        (
            "12 Kauri Road RD 2",
            "12 Kauri Road RD 3",
            "the rural deliveries differ; both: number 12, Kauri Road; RD 2 / RD 3",
        ),
        (
            "12 Kauri Road North",
            "12 Kauri Road",
            "a direction differs or is on one side only; both: number 12; Kauri Road / Kauri Road North",
        ),
        (
            "12 Kauri Place",
            "12 Kauri Road",
            "the street's type differs; both: number 12; Kauri Place / Kauri Road",
        ),
        (
            "12 Kauri Road, Richmond",
            "12 Kauri Road, Richmond Heights",
            "suburb, town or other words differ; both: number 12, Kauri Road; Richmond / Richmond Heights",
        ),
        (
            "12 Kauri Road Wellington",
            "12 Kauri Road Mount Wellington",
            "suburb, town or other words differ; both: number 12, Kauri Road; Mount Wellington / Wellington",
        ),
        (
            "12 Kauri Road, Manukau",
            "12 Kauri Road, Devonport, Auckland",
            "suburb, town or other words differ; both: number 12, Kauri Road; Devonport, Auckland / Manukau",
        ),
        (
            "12 Kauri Drive South Auckland",
            "12 Kauri Drive Auckland",
            "a direction differs or is on one side only; both: number 12, Auckland; Kauri Drive / Kauri Drive South",
        ),
        (
            "12 No 1 Road",
            "12 No 4 Road",
            "the street number is written differently, the street is written differently; "
            "both: number 12; 1 Road / 4 Road",
        ),
        (
            "12 Kauri Road, rear, Ōtaki",
            "12 Kauri Road, Ōtaki",
            "suburb, town or other words differ; both: number 12, Kauri Road, Ōtaki; Rear only on one side",
        ),
        (
            "Lake House, 12 Kauri Road",
            "12 Kauri Road",
            "suburb, town or other words differ; both: number 12, Kauri Road; Lake House only on one side",
        ),
        (
            "PO Box 4, 12 Kauri Road",
            "12 Kauri Road",
            "the PO boxes differ; both: number 12, Kauri Road; PO BOX 4 only on one side",
        ),
        (
            "C/- J Sample, 12 Kauri Road",
            "C/- R Example, 12 Kauri Road",
            "C/- names two people; both: number 12, Kauri Road",
        ),
        (
            "61B Kauri Road",
            "Flat B, 61 Kauri Road",
            "the flat is written differently; both: Kauri Road; number 61 / number 61B; flat B only on one side",
        ),
        (
            "4/12 Kauri Road",
            "12 Kauri Road",
            "a flat on one side only; both: number 12, Kauri Road; flat 4 only on one side",
        ),
        ("4/12 Kauri Road", "5/12 Kauri Road, Ōtaki", "the flats differ; flat 4 / flat 5"),
        (
            "Kauri Drive, Ōtaki",
            "12 Kauri Drive, Ōtaki",
            "the street number is on one side only; both: Kauri Drive, Ōtaki; number 12 only on one side",
        ),
        (
            "Kauri Road, Ōtaki",
            "Kauri Road, Ōtaki 5512",
            "no house number to compare; both: Kauri Road, Ōtaki; 5512 only on one side",
        ),
    ],
)
def test_a_reason_names_what_a_person_can_check(cso, sharer, in_full):
    assert compare(cso, sharer).in_full == in_full
    assert compare(sharer, cso).in_full == in_full
