"""Environments that have what users have: the requirements of a student or an instructor, and the wheels.

They are put together from the packages that are installed here, which takes a few seconds. `make try-bundle`
installs real ones, as users would, and sets W2V_BARE and W2V_HUB to them: the same tests then run there.
"""

import dataclasses
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys
import sysconfig
import venv

from declarations import installed_with, required_by


@dataclasses.dataclass(frozen=True)
class Bare:
    """Run things in the environment, which knows nothing of this checkout.

    Attributes:
        python: its interpreter.
        jupyter: a folder for JUPYTER_PATH, in which the kernel "bare" is that interpreter.
        gensim: a folder for PYTHONPATH, for who has gensim installed besides; None in a real environment.
    """

    python: pathlib.Path
    jupyter: pathlib.Path
    gensim: pathlib.Path | None

    def run(self, *command, cwd, **env):
        """Run a command of the environment in a folder, with changes to environment variables."""
        program, *rest = map(str, command)
        return subprocess.run(
            [self.python.with_name(program), *rest],
            cwd=cwd,
            env=environment() | env,
            capture_output=True,
            timeout=120,
            encoding=env.get("PYTHONIOENCODING", "utf-8"),
        )


def environment():
    """Return the environment variables of somebody who has no development environment."""
    ours = ("PYTHON", "VIRTUAL_ENV", "JUPYTER", "MPL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def made(folder, wheels, who="student"):
    """Return the environment in `folder`, made there of these wheels unless a variable names a real one."""
    real = os.environ.get({"student": "W2V_BARE", "instructor": "W2V_HUB"}[who])
    home = pathlib.Path(real) if real else folder / "env"
    python = home / "bin" / "python"
    if not real:
        venv.create(home, symlinks=True)
        link_packages(installed_with(who), pathlib.Path(_purelib(python)))
        link_packages(required_by("gensim") - installed_with(who), folder / "gensim")
        write_programs(installed_with(who), python)
        _install(python, wheels)
    kernel = folder / "kernels" / "bare" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    launch = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": launch, "display_name": "bare", "language": "python"}), "utf-8")
    return Bare(python, folder, None if real else folder / "gensim")


def link_packages(distributions, site):
    """Link what some distributions install here into another folder."""
    here = pathlib.Path(sysconfig.get_path("purelib"))
    site.mkdir(exist_ok=True)
    for distribution in distributions:
        files = importlib.metadata.files(distribution)
        for name in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            if not (site / name).exists():
                (site / name).symlink_to(here / name)


def write_programs(distributions, python):
    """Write the programs of some distributions, as pip does; nbgrader calls alembic by its name."""
    for distribution in distributions:
        for entry in importlib.metadata.distribution(distribution).entry_points.select(
            group="console_scripts"
        ):
            program = python.with_name(entry.name)
            call = f"from {entry.module} import {entry.attr} as main\nsys.exit(main())"
            program.write_text(f"#!{python}\nimport sys\n{call}\n", "utf-8")
            program.chmod(0o755)


def _purelib(python):
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return subprocess.check_output([python, "-c", code], text=True).strip()


def _install(python, wheels):
    """Install wheels without what they require, which is there."""
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index"]
    # what is imported is compiled then; the rest need not be
    subprocess.run([*command, "--no-compile", "--disable-pip-version-check", *wheels], check=True)
