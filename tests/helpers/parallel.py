"""How many processes run the tests."""

import pytest


def run_on_all_processors(config: pytest.Config) -> None:
    """All tests run on all processors; those that are named on the command line, one after the other.

    A worker begins as all tests do: it must not start workers of its own.
    """
    is_everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    is_worker = hasattr(config, "workerinput")
    is_asked = not config.pluginmanager.has_plugin("xdist") or config.option.numprocesses is not None
    if is_everything and not is_worker and not is_asked:
        config.option.numprocesses = "auto"
        config.option.dist = "worksteal"  # neighbours stay together as long as all have work
