"""A pytest plugin: with CI=true, a run fails if a test was skipped for a reason that is not listed.

The list is allowed_skips.toml, beside this file. Elsewhere a test may be skipped (no browser, no data). CI
has all that, so a skip there means that something is no longer tested, and nobody would notice.
"""

import fnmatch
import os
import pathlib
import tomllib

import pytest

ALLOWED = pathlib.Path(__file__).with_name("allowed_skips.toml")
KEY = "skipped_files"


def pytest_addoption(parser):
    parser.addoption("--allowed-skips", default=ALLOWED, help="reasons for which a test may be skipped in CI")


def pytest_configure(config):
    if os.environ.get("CI") == "true":
        patterns = tomllib.loads(pathlib.Path(config.getoption("--allowed-skips")).read_text("utf-8"))
        config.pluginmanager.register(NoSilentSkips(config, list(patterns)))


class NoSilentSkips:
    """Collects skips in every process; the one that the user started judges them."""

    def __init__(self, config, patterns):
        self.config = config
        self.patterns = patterns
        self.skipped = set()  # (where, reason)

    def pytest_collectreport(self, report):
        """Notice a file that was skipped as a whole."""
        self.note(report)

    def pytest_runtest_logreport(self, report):
        """Notice a test that was skipped; pytest-xdist hands on the reports of its workers."""
        if not hasattr(report, "wasxfail"):  # it ran, and failed as expected
            self.note(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Take over the files that a worker of pytest-xdist skipped: their reports stay with the worker."""
        self.skipped |= set(map(tuple, getattr(node, "workeroutput", {}).get(KEY, ())))

    def note(self, report):
        if report.skipped:
            reason = report.longrepr[2].removeprefix("Skipped: ")
            self.skipped.add((report.nodeid, reason))

    def unlisted(self):
        """Return (where, reason) of the skips that no pattern of the list allows."""
        return sorted(
            (where, reason)
            for where, reason in self.skipped
            if not any(fnmatch.fnmatchcase(reason, pattern) for pattern in self.patterns)
        )

    def pytest_sessionfinish(self, session):
        """Fail the run, or hand what a worker found to the process that can."""
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[KEY] = sorted(self.skipped)
        elif self.unlisted() and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Name the skips that are not listed."""
        if found := self.unlisted():
            terminalreporter.section(
                "skipped for a reason that tests/allowed_skips.toml does not list", red=True
            )
            for where, reason in found:
                terminalreporter.line(f"{where}: {reason}")
