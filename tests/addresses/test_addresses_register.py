"""The road register [A4]: built from an export's columns, read only, and what it settles. All roads are invented."""

import gzip
import os
import sqlite3
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from test_addresses_table import MAY_BE, pairs

from cso_xl import addresses
from cso_xl import settings as settings_
from cso_xl.addresses import register as register_
from cso_xl.addresses.comparing import Verdict
from cso_xl.addresses.export import build
from cso_xl.addresses.placing import places_of
from cso_xl.addresses.reading import read
from cso_xl.addresses.register import LICENCE, Register
from cso_xl.addresses.words import Words
from cso_xl.errors import FileError, InputError

SETTINGS = settings_.load(settings_.DEFAULTS)
WORDS = Words.of(SETTINGS)
ROADS = """\
full_road_name,suburb_locality,town_city,postcode
Kauri Road,Kererū Hills,Ōmoana,5910
Rimu Street,Kererū Hills,Ōmoana,5910
Rimu Street,Tūī Bay,Ōmoana,5912
Weka Street,Tūī Bay,Ōmoana,5912
Keka Street,Tūī Bay,Ōmoana,5912
Weka Street,Pūkeko Flat,,5980
Nīkau Lane,"Tūī Bay,Kea Point",Ōmoana,
Huia Road North,Kea Point,Ōmoana,5912
Te Ara Huia,Kea Point,Ōmoana,5912
State Highway 99,"Kea Point,Pūkeko Flat","Ōmoana,Pūkeko Flat",
State Highway 99,"Pūkeko Flat,Mātai",,
St. Ruru Way,Kea Point/Te Kea,Ōmoana,5912
"""
NUMBERED = """\
WKT,full_address_number,full_road_name,suburb_locality,town_city
,12,Rimu Street,Kererū Hills,Ōmoana
,4/14A,Rimu Street,Kererū Hills,Ōmoana
,12-16,Kauri Road,Kererū Hills,Ōmoana
,20,Rimu Street,Tūī Bay,Ōmoana
"""


@pytest.fixture
def road_index(tmp_path):
    """An index of a CSV, opened."""
    opened = []

    def make(text, name="nz-roads.csv"):
        export, index = tmp_path / name, tmp_path / "roads.sqlite"
        export.write_text(text, encoding="utf-8")
        os.utime(export, (datetime(2025, 1, 6, 12).timestamp(),) * 2)
        build(export, index, WORDS)
        opened.append(Register.open(index))
        return opened[-1]

    yield make
    for register in opened:
        register.close()


@pytest.mark.parametrize(
    ("one", "other", "verdict", "in_full"),
    [
        (
            "12 Te Ara Huia North, Kea Point",
            "12 Te Ara Huia, Kea Point",
            "check",
            "a direction differs or is on one side only; both: number 12, Kea Point; "
            "Te Ara Huia / Te Ara Huia North",
        ),
        (
            "12 Kauri Road, left, Ōmoana",
            "12 Kauri Road, right, Ōmoana",
            "check",
            "suburb, town or other words differ; both: number 12, Kauri Road, Ōmoana; Left / Right; "
            "one Kauri Road in Ōmoana",
        ),
        (
            "4/12 Kauri Rd, Ōmoana",
            "Flat 4, 12 Kauri Road",
            "same",
            "written differently; both: number 12, flat 4, Kauri Road; Ōmoana only on one side; "
            "one Kauri Road in Ōmoana",
        ),
        (
            "12 Kauri Road, Kererū Hills",
            "12 Kauri Rd, Ōmoana 5910",
            "same",
            "written differently; both: number 12, Kauri Road; Kererū Hills / Ōmoana; 5910 only on one side; "
            "one Kauri Road in Ōmoana",
        ),
        (
            "12 Kauri Road, Tūī Bay, Ōmoana",
            "12 Kauri Road, Kererū Hills, Ōmoana",
            "same",
            "written differently; both: number 12, Kauri Road, Ōmoana; Kererū Hills / Tūī Bay; "
            "one Kauri Road in Ōmoana",
        ),
        (
            "12 Rimu Street, Ōmoana",
            "12 Rimu Street, Tūī Bay, Ōmoana",
            "check",
            "there are several roads of this name; both: number 12, Rimu Street, Ōmoana; "
            "Tūī Bay only on one side; the road register has 2 roads called Rimu Street there",
        ),
        (
            "12 Rimu Street, Kererū Hills",
            "12 Rimu Street, Tūī Bay, Ōmoana",
            "check",
            "they are two roads in the register; both: number 12, Rimu Street; Kererū Hills / Tūī Bay, Ōmoana",
        ),
        (
            "12 Rimu Street, Ōmoana 5912",
            "12 Rimu Street, Tūī Bay",
            "same",
            "written differently; both: number 12, Rimu Street; Tūī Bay / Ōmoana; 5912 only on one side; "
            "one Rimu Street in Tūī Bay",
        ),
        (
            "12 Rimu Street, Ōmoana 5912",
            "12 Rimu Street, Ōmoana",
            "check",
            "there are several roads of this name; both: number 12, Rimu Street, Ōmoana; 5912 only on one side; "
            "the road register has 2 roads called Rimu Street there",
        ),
        (
            "12 Kauri Road 5910",
            "12 Kauri Road 5912",
            "check",
            "the postcodes differ; both: number 12, Kauri Road; 5910 / 5912",
        ),
        (
            "12 Tōtara Road, Ōmoana",
            "12 Totara Rd, Tūī Bay",
            "check",
            "suburb, town or other words differ; both: number 12, Tōtara Road; Tūī Bay / Ōmoana; "
            "the road register does not know Tōtara Road",
        ),
        (
            "12 Tōtara Road, Ōmoana",
            "12 Totara Rd",
            "same",
            "written differently; both: number 12, Tōtara Road; Ōmoana only on one side; "
            "the road register does not know Tōtara Road",
        ),
        (
            "12 Te Ara Huia Kea Point",
            "12 Te Ara Huia, Ōmoana",
            "same",
            "written differently; both: number 12, Te Ara Huia; Kea Point / Ōmoana; one Te Ara Huia in Ōmoana",
        ),
        (
            "12 St Ruru Way, Te Kea",
            "12 Saint Ruru Way, Kea Point",
            "same",
            "written differently; both: number 12, Saint Ruru Way; Kea Point / Te Kea; one Saint Ruru Way in Kea Point",
        ),
        (
            "120 State Highway 99, Kea Point",
            "120 SH 99, Mātai",
            "same",
            "written differently; both: number 120, State Highway 99; Kea Point / Mātai; "
            "one State Highway 99 in Mātai",
        ),
        (
            "12 Kauri Road North, Ōmoana",
            "12 Kauri Road, Ōmoana",
            "check",
            "a direction differs or is on one side only; both: number 12, Ōmoana; Kauri Road / Kauri Road North",
        ),
        (
            "12 Kauri Road North Pūkeko",
            "12 Kauri Road, Kererū Hills",
            "check",
            "a direction differs or is on one side only; both: number 12; Kauri Road / Kauri Road North; "
            "Kererū Hills / Pūkeko",
        ),
        (
            "12 Kauri Road North Pūkeko Ōmoana",
            "12 Kauri Road, Ōmoana",
            "check",
            "a direction differs or is on one side only; both: number 12, Ōmoana; Kauri Road / Kauri Road North; "
            "Pūkeko only on one side",
        ),
        ("12 Kauri Road North Shore", "12 Kauri Road, North Shore", "same", ""),
        (
            "12 Kauri Road, Kererū Hills",
            "12 Kauri Road, Pūkeko Flat",
            "check",
            "suburb, town or other words differ; both: number 12, Kauri Road; Kererū Hills / Pūkeko Flat; "
            "one Kauri Road in Kererū Hills",
        ),
        (
            "12 Kauri Road, Kererū Hills, Ōmoana",
            "12 Kauri Road, Kererū Hills, Mātai",
            "check",
            "suburb, town or other words differ; both: number 12, Kauri Road, Kererū Hills; Mātai / Ōmoana; "
            "one Kauri Road in Ōmoana",
        ),
        (
            "12 Kauri Road, Kererū Hills",
            "12 Kauri Road, Ōmoana, upstairs",
            "check",
            "suburb, town or other words differ; both: number 12, Kauri Road; Kererū Hills / Ōmoana, Upstairs; "
            "one Kauri Road in Ōmoana",
        ),
    ],
)
def test_what_the_register_settles(road_index, one, other, verdict, in_full):
    compared = addresses.comparer(SETTINGS, road_index(ROADS))
    for found in (compared.compare(one, other), compared.compare(other, one)):
        assert (found.verdict.value, found.in_full) == (verdict, in_full)


def test_a_register_of_every_street_in_the_table_loses_no_pair_and_settles_only_places(road_index):
    texts = {text for pair in pairs() for text in pair.values[:2]}
    streets = [read(text, WORDS).street for text in texts]
    names = sorted(
        {street.full for street in streets if street.kind} - {"stn road"}
    )  # Station Road, shortened
    towns = ("Māngere,Auckland", ",Rotorua", ",Paihia", ",Taupō")
    rows = [f"{name},{town}," for name in names for town in towns]
    compared = addresses.comparer(SETTINGS, road_index("\n".join([ROADS.split("\n")[0], *rows])))
    settled = []
    for one, other, expect, _ in (pair.values for pair in pairs()):
        found = compared.compare(one, other).verdict
        if found not in MAY_BE[expect]:
            settled.append((one, other, found))
    assert settled == [
        ("12 Kauri Road Māngere", "12 Kauri Road Auckland", Verdict.SAME),
        ("Unit 3E 45 Albert Street Auckland", "3E/45 Albert St Auckland Central", Verdict.SAME),
    ]


def test_two_short_names_that_the_register_has_in_one_place_are_two_streets(road_index):
    """Two letters of five are no slip when both streets are there; one may be, as in Weka and Keka."""
    register = road_index(ROADS + "Tawaa Street,Tūī Bay,Ōmoana,5912\nKiwaa Street,Tūī Bay,Ōmoana,5912\n")
    with_it, without = addresses.comparer(SETTINGS, register), addresses.comparer(SETTINGS)
    pair = ("12 Arawa Street, Tūī Bay", "12 Matawa Street, Tūī Bay")
    assert without.compare(*pair).verdict is with_it.compare(*pair).verdict is Verdict.CHECK
    assert with_it.compare("12 Weka Street, Tūī Bay", "12 Keka Street, Tūī Bay").verdict is Verdict.CHECK


def test_what_names_both_streets_is_kept_though_the_register_has_both(road_index):
    compared = addresses.comparer(SETTINGS, road_index(ROADS))
    assert (
        compared.compare("12 Rimu Street, Tūī Bay", "12 Weka Street, Tūī Bay").reason == "the streets differ"
    )
    assert compared.compare(
        "12 Rimu Street (was 5 Weka Street), Tūī Bay", "5 Weka Street, Tūī Bay"
    ).reason == ("the street number is written differently, the street is written differently")


def test_a_number_settles_which_road_and_one_that_is_not_there_is_said(road_index):
    register = road_index(NUMBERED, "nz-addresses.csv")
    compared = addresses.comparer(SETTINGS, register)
    assert compared.compare("12 Rimu Street, Ōmoana", "12 Rimu St, Kererū Hills").in_full == (
        "written differently; both: number 12, Rimu Street; Kererū Hills / Ōmoana; one Rimu Street in Kererū Hills"
    )
    assert compared.compare("14 Kauri Road, Ōmoana", "14 Kauri Rd").in_full.endswith(
        "one Kauri Road in Ōmoana; the road register has no number 14 in Kauri Road"
    )
    assert register.about.in_words() == (
        f"3 roads and 5 street numbers of nz-addresses.csv, as of 2025-01-06. {LICENCE}"
    )


def test_a_register_on_a_share_is_opened_by_its_path(road_index, tmp_path):
    road_index(ROADS)
    with Register.open(Path(f"/{tmp_path / 'roads.sqlite'}")) as register:  # //server/share/roads.sqlite
        assert len(register.roads("rimu street")) == 2


def test_what_it_was_built_from_is_shown_with_the_attribution(road_index):
    assert road_index(ROADS).about.in_words() == (
        "11 roads of nz-roads.csv, as of 2025-01-06. "
        "Sourced from the LINZ Data Service and licensed for reuse under CC BY 4.0."
    )


@pytest.mark.parametrize("packed", ["roads.csv.gz", "roads.zip"])
def test_an_export_may_be_packed_as_it_is_sent(tmp_path, packed):
    export = tmp_path / packed
    if packed.endswith(".gz"):
        export.write_bytes(gzip.compress(ROADS.encode("utf-8-sig")))
    else:
        with zipfile.ZipFile(export, "w") as archive:
            archive.writestr("nz-roads/nz-roads.csv", ROADS)
            archive.writestr("nz-roads/licence.txt", "CC BY 4.0")
    assert build(export, tmp_path / "roads.sqlite", WORDS).roads == 11


def test_columns_are_found_by_their_headings_and_a_road_number_joins_its_parts(tmp_path):
    export = tmp_path / "parts.csv"
    export.write_text(
        "Town City,ROAD ID,Left Suburb Locality,Right Suburb Locality,Full Road Name\n"
        "Ōmoana,7,Tūī Bay,Kea Point,Kauri Road\nŌmoana,7,Kererū Hills,,Kauri Road\nŌmoana,8,Mātai,,Kauri Road\n"
        ",9,,,Kauri Road\nŌmoana,9,Mātai,,\nŌmoana,10\n",
        encoding="utf-8",
    )
    index = tmp_path / "roads.sqlite"
    assert build(export, index, WORDS).roads == 2
    register = Register.open(index)
    assert sorted(map(places_of, register.roads("kauri road"))) == [
        ["kea point", "kereru hills", "omoana", "tui bay"],
        ["matai", "omoana"],
    ]
    register.close()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "x.csv",
            b"road,town_city\nKauri Road,Omoana\n",
            "x.csv has no column full_road_name, suburb_locality. Columns found: road, town_city. "
            "Export 'NZ Addresses' or 'NZ Roads' from the LINZ Data Service as CSV.",
        ),
        (
            "x.csv",
            b"full_road_name,suburb_locality,town_city\n",
            "x.csv has no roads under its headings. Export it again.",
        ),
        (
            "x.csv",
            b"",
            "x.csv has no column full_road_name, suburb_locality, town_city. Columns found: . "
            "Export 'NZ Addresses' or 'NZ Roads' from the LINZ Data Service as CSV.",
        ),
        (
            "x.csv",
            b"full_road_name,suburb_locality,town_city\n\xff\xfe\n",
            "x.csv is not a CSV in UTF-8. Export it from the LINZ Data Service as CSV.",
        ),
        ("x.zip", b"PK", "x.zip is not a CSV in UTF-8. Export it from the LINZ Data Service as CSV."),
        (
            "x.csv.gz",
            b"no gzip",
            "x.csv.gz is not a CSV in UTF-8. Export it from the LINZ Data Service as CSV.",
        ),
    ],
)
def test_what_is_no_export_is_refused_and_leaves_no_index(tmp_path, name, data, message):
    export, index = tmp_path / name, tmp_path / "roads.sqlite"
    export.write_bytes(data)
    with pytest.raises(InputError) as error:
        build(export, index, WORDS)
    assert str(error.value) == message
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_an_export_that_is_not_there_or_a_zip_with_two_csvs_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"none.csv cannot be read: No such file or directory\."):
        build(tmp_path / "none.csv", tmp_path / "roads.sqlite", WORDS)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", ROADS)
        archive.writestr("b.csv", ROADS)
    with pytest.raises(InputError, match=r"two.zip holds 2 CSVs, and one is expected. Export it as CSV\."):
        build(tmp_path / "two.zip", tmp_path / "roads.sqlite", WORDS)


def test_an_index_is_replaced_whole_and_never_written_into(road_index, tmp_path):
    first = road_index(ROADS)
    assert first.roads("weka street") and not first.roads("rata street")
    again = road_index("full_road_name,suburb_locality,town_city\nRātā Street,Mātai,\n")
    assert again.roads("rata street") and not again.roads("weka street")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        again._connection.execute("DELETE FROM roads")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nz-roads.csv", "roads.sqlite"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "The road register {} was not found."),
        (b"no database at all, but long enough to be looked at", "{} is not a road register, or is damaged."),
    ],
)
def test_an_index_that_cannot_be_used_says_how_to_build_it(tmp_path, data, message):
    index = tmp_path / "roads.sqlite"
    if data is not None:
        index.write_bytes(data)
    with pytest.raises(FileError) as error:
        Register.open(index)
    assert str(error.value) == (
        f"{message.format(index)} Build it with 'cso-xl addresses register FILE' from the export of "
        "Land Information New Zealand."
    )


def test_an_index_of_another_form_is_built_again(tmp_path, monkeypatch):
    index = tmp_path / "roads.sqlite"
    monkeypatch.setattr(register_, "FORM", "0")
    register_.write(index, {}, {}, {})
    monkeypatch.undo()
    with pytest.raises(FileError, match="was built by another version of cso_xl. Build it with"):
        Register.open(index)


def test_the_register_of_settings_is_opened_or_there_is_none(road_index, tmp_path):
    assert register_.from_settings(SETTINGS) is None
    road_index(ROADS)
    own = tmp_path / "own.toml"
    own.write_text(f"[addresses]\nregister = '{tmp_path / 'roads.sqlite'}'\n", "utf-8")
    register = register_.from_settings(settings_.load(own))
    assert register is not None and "omoana" in register.towns
    register.close()
