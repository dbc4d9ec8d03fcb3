"""No skip is silent: CI fails where a test is skipped for a reason that is not listed."""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
HEAD = "import pytest\n\ndef test_passes():\n    pass\n\n"
UNLISTED = {
    "inside": HEAD + "def test_leaves():\n    pytest.skip('no moon')\n",
    "marked": HEAD + "@pytest.mark.skipif(True, reason='no moon')\ndef test_leaves():\n    pass\n",
    "whole_file": HEAD + "pytest.skip('no moon', allow_module_level=True)\n",
}
FINE = {
    "listed": HEAD + "def test_leaves():\n    pytest.skip('no sun in winter')\n",
    "failure_that_is_expected": HEAD + "@pytest.mark.xfail\ndef test_fails():\n    assert False\n",
}
processes = pytest.mark.parametrize(
    "options", [[], ["-p", "xdist", "-n", "1"]], ids=["one process", "workers of xdist"]
)


@pytest.fixture
def run(tmp_path):
    """Run pytest with the plugin on files that have these texts."""
    (tmp_path / "allowed.toml").write_text('"no sun*" = "it comes back"\n')

    def run(files, options=(), ci="true"):
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no_silent_skips", "-p", "no:cacheprovider"]
        command += ["--allowed-skips", tmp_path / "allowed.toml", *options]
        alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # other plugins take a second to load
        env = os.environ | {"PYTHONPATH": str(HERE), "CI": ci} | alone
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)

    return run


@processes
def test_a_skip_that_is_not_listed_fails_the_run_in_ci(run, options):
    done = run(UNLISTED | FINE, options)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    named = {line.split("::")[0].split(":")[0] for line in done.stdout.splitlines() if ": no moon" in line}
    assert named == {f"test_{name}.py" for name in UNLISTED}


@processes
def test_what_is_listed_or_did_run_is_fine(run, options):
    done = run(FINE, options)
    assert done.returncode == pytest.ExitCode.OK and "1 skipped" in done.stdout


def test_outside_of_ci_a_skip_is_fine(run):
    done = run(UNLISTED, ci="")
    assert done.returncode == pytest.ExitCode.OK and "3 skipped" in done.stdout


def test_a_run_in_which_nothing_is_left_fails(run):
    assert run({"whole_file": UNLISTED["whole_file"]}).returncode == pytest.ExitCode.TESTS_FAILED
