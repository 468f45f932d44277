"""`cso-xl addresses`: two addresses or a CSV of them, and the road register [A4]."""

import json
import os
from datetime import datetime

import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.addresses.register import LICENCE, Register
from cso_xl.computer import findings
from cso_xl.doctor import configured, examination
from helpers.files import Week

ROADS = (
    "full_road_name,suburb_locality,town_city\nKauri Road,Kererū Hills,Ōmoana\nKauri Road,Tūī Bay,Ōmoana\n"
)
PAIRS = """\
CSO Address,Sharer Address
"4/12 Kauri Rd, Ōmoana","Flat 4, 12 Kauri Road"

12 Kauri Road,14 Kauri Road
"12 Kauri Road, Tūī Bay","12 Kauri Road, Ōmoana"
12 Kauri Road,
"12 Rimu Street
Ōmoana",12 RIMU STREET OMOANA
"""


def call(*arguments):
    return CliRunner().invoke(cli.main, ["addresses", *map(str, arguments)])


@pytest.fixture
def pairs(tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text(PAIRS, encoding="utf-8")
    return file


@pytest.fixture
def export(tmp_path):
    file = tmp_path / "nz-roads.csv"
    file.write_text(ROADS, encoding="utf-8")
    os.utime(file, (datetime(2025, 1, 6, 12).timestamp(),) * 2)
    return file


def test_two_addresses_are_compared_in_one_line():
    done = call("compare", "4/12 Kauri Rd, Ōtaki", "Flat 4, 12 Kauri Road")
    assert (done.exit_code, done.stdout) == (
        0,
        "same: written differently; both: number 12, flat 4, Kauri Road; Ōtaki only on one side\n",
    )
    assert call("compare", "12 Kauri Road", "12 Kauri Road").stdout == "same: written alike\n"


def test_a_csv_is_compared_row_by_row(pairs):
    assert call("compare", pairs).stdout.splitlines() == [
        "row 2: same: written differently; both: number 12, flat 4, Kauri Road; Ōmoana only on one side",
        "row 4: different: the street numbers differ; number 12 / number 14",
        "row 5: check: suburb, town or other words differ; both: number 12, Kauri Road; Tūī Bay / Ōmoana",
        "row 6: check: an address is missing",
        "row 7: same: written alike",
        "2 same, 2 check, 1 different.",
    ]


def test_json_has_the_rows_in_order(pairs, export, tmp_path):
    index = tmp_path / "roads.sqlite"
    assert call("register", export, "--into", index).exit_code == 0
    for register in (index, export):  # an export does as well, for a try
        found = json.loads(call("compare", pairs, "--register", register, "--json").stdout)
        assert [(row["row"], row["verdict"]) for row in found["rows"]] == [
            (2, "check"),
            (4, "different"),
            (5, "check"),
            (6, "check"),
            (7, "same"),
        ]
        assert all(set(row) == {"row", "verdict", "reason"} for row in found["rows"])
        assert found["rows"][0]["reason"] == (
            "there are several roads of this name; both: number 12, flat 4, Kauri Road; "
            "Ōmoana only on one side; the road register has 2 roads called Kauri Road there"
        )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("one", "two", "three"), 2, "Name two addresses, each in quotation marks, or one CSV.\n"),
        (
            ("12 Kauri Road",),
            2,
            "One address was given, and it takes two, each in quotation marks; or one CSV.\n",
        ),
        (("none.csv",), 1, "none.csv"),
        (
            ("12 Kauri Road", "12 Kauri Road", "--register", "none.sqlite"),
            1,
            "The road register none.sqlite was not found.",
        ),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(arguments, code, message):
    done = call("compare", *arguments)
    assert done.exit_code == code
    assert message in done.stderr


def test_a_csv_without_the_columns_is_said_in_words(tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text("Address 1,Address 2\na,b\n", encoding="utf-8")
    done = call("compare", file)
    assert done.exit_code == 1
    assert "Column 'CSO Address'" in done.stderr


def test_the_register_is_built_beside_its_export_and_says_how_to_use_it(export):
    done = call("register", export)
    index = export.with_name("nz-roads.sqlite")
    assert done.stdout == (
        f"Written: {index}\n2 roads of nz-roads.csv, as of 2025-01-06. {LICENCE}\n"
        f"To use it, write its full path as register under [addresses] in {settings_.user_file()}.\n"
    )
    assert index.stat().st_size < 50_000


def test_the_register_of_settings_is_built_where_it_is_named_and_used(export, pairs, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(f"[addresses]\nregister = '{tmp_path / 'share' / 'roads.sqlite'}'\n", "utf-8")
    done = call("register", export, "--settings", own)
    assert done.stdout.splitlines()[0] == f"Written: {tmp_path / 'share' / 'roads.sqlite'}"
    assert "To use it" not in done.stdout
    assert (
        "row 2: check: there are several roads of this name"
        in call("compare", pairs, "--settings", own).stdout
    )


def test_the_doctor_shows_the_register_its_date_and_its_licence(export, tmp_path):
    settings = settings_.load(settings_.DEFAULTS)
    (finding,) = configured.roads(settings)
    assert (finding.state, finding.words) == (
        findings.NOT_HERE,
        "None is set: more addresses are left to a person as 'Check address'.",
    )
    (finding,) = configured.roads(named(tmp_path, "roads.sqlite"))
    assert (finding.state, finding.words) == (
        findings.TO_DO,
        "roads.sqlite means another file in every place.",
    )
    index = tmp_path / "roads.sqlite"
    (finding,) = examination._found("Road register", lambda: configured.roads(named(tmp_path, index)))
    assert (finding.state, finding.words.split(" Build")[0]) == (
        findings.TO_DO,
        f"The road register {index} was not found.",
    )
    call("register", export, "--into", index)
    (finding,) = configured.roads(named(tmp_path, index))
    assert (finding.state, finding.words) == (
        findings.IN_ORDER,
        f"2 roads of nz-roads.csv, as of 2025-01-06. {LICENCE}",
    )


def named(folder, register):
    file = folder / "own.toml"
    file.write_text(f"[addresses]\nregister = '{register}'\n", "utf-8")
    return settings_.load(file)


def test_a_register_that_is_gone_stops_no_report_and_is_said(tmp_path, records):
    week = Week()
    own = tmp_path / "own.toml"
    own.write_text(f"[addresses]\nregister = '{tmp_path / 'roads.sqlite'}'\n", "utf-8")
    source = week.write("address-sharer", tmp_path)
    arguments = ["run", "address-sharer", source, "--records", records, "--settings", own, "--json"]
    done = CliRunner().invoke(cli.main, list(map(str, arguments)))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["notices"][0] == (
        f"The road register {tmp_path / 'roads.sqlite'} was not found. Build it with 'cso-xl addresses register FILE' "
        "from the export of Land Information New Zealand. The addresses were compared without it."
    )


def test_many_may_have_the_register_open_at_once(export, tmp_path):
    index = tmp_path / "roads.sqlite"
    call("register", export, "--into", index)
    opened = [Register.open(index) for _ in range(10)]
    assert all(len(register.roads("kauri road")) == 2 for register in opened)
    for register in opened:
        register.close()
