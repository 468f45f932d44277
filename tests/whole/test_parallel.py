"""All tests run on all processors; named ones, and whatever a worker runs, in one process."""

from types import SimpleNamespace

import pytest

from helpers.parallel import run_on_all_processors

EVERYTHING, NAMED = pytest.Config.ArgsSource.TESTPATHS, pytest.Config.ArgsSource.ARGS
WORKER = {"workerinput": {"workerid": "gw0"}}


def processes(source, number=None, plugin=True, **more):
    config = SimpleNamespace(
        args_source=source,
        pluginmanager=SimpleNamespace(has_plugin=lambda name: plugin),
        option=SimpleNamespace(numprocesses=number, dist="no"),
        **more,
    )
    run_on_all_processors(config)
    return config.option.numprocesses, config.option.dist


def test_all_tests_run_on_all_processors():
    assert processes(EVERYTHING) == ("auto", "worksteal")


@pytest.mark.parametrize(
    ("source", "more"),
    [(NAMED, {}), (EVERYTHING, WORKER), (EVERYTHING, {"plugin": False})],
    ids=["named ones", "a worker's", "without the plugin"],
)
def test_others_run_in_one_process(source, more):
    assert processes(source, **more) == (None, "no")


def test_a_number_that_is_asked_for_stays():
    assert processes(EVERYTHING, 0) == (0, "no")
