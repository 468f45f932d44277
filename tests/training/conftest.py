"""The training workbook, built once."""

import io

import openpyxl
import pytest

from cso_xl import settings as settings_
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import Week
from cso_xl.training import workbook
from cso_xl.training.exercises import REPORTS


@pytest.fixture(scope="session")
def training_bytes():
    return workbook.build()


@pytest.fixture(scope="session")
def training_book(training_bytes):
    return openpyxl.load_workbook(io.BytesIO(training_bytes))


@pytest.fixture(scope="session")
def training_file(training_bytes, tmp_path_factory):
    path = tmp_path_factory.mktemp("training") / workbook.FILE_NAME
    path.write_bytes(training_bytes)
    return path


@pytest.fixture(scope="session")
def decided(tmp_path_factory):
    """What the program says of every row of the practice week."""
    settings = settings_.load(settings_.DEFAULTS)
    files = Week().write(tmp_path_factory.mktemp("week"))
    office = Office.at(files.records, settings, PracticePasswords(settings))
    found = {}
    for report in REPORTS:
        source = files.address_report if report == "address-sharer" else files.datamatch
        result = headless.run(report, source, office, headless.Given(dry_run=True))
        found[report] = {decision.row: decision for decision in result.decisions}
    return found
