"""Do what repo2docker would do with this checkout, as far as that goes without docker.

repo2docker itself says which steps it takes, in which order: it is installed here, and its own build pack is
asked. The steps run in a copy of the checkout, as a fresh environment of the Python that .binder/runtime.txt
names. What cannot be had is its base, an Ubuntu with packages from conda-forge: the same programs from PyPI
stand in for those.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BASE = ["jupyterhub", "jupyterlab", "notebook", "ipywidgets", "nbclassic"]  # what Binder's own base has


def main() -> int:
    """Run the steps; return 0 if a notebook's first check then works."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="the interpreter of the version that .binder/runtime.txt names")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home, environment = pathlib.Path(place, "home"), pathlib.Path(place, "env")
        copy_of_checkout(home)
        os.chdir(home)
        steps, version = planned()
        python = given.python or shutil.which(f"python{version}")
        if python is None:
            print(f"python{version} is not on this machine: --python names one", file=sys.stderr)
            return 3
        run([python, "-m", "venv", environment])
        run([environment / "bin" / "pip", "install", "-q", *BASE])
        for step in steps:
            print("repo2docker runs:", " ".join(step.split()), flush=True)
            run(["bash", "-c", step], variables(environment))
        notebook = "assignments/word2vec/01_foundations.ipynb"
        return run(["python", "scripts/first_cells.py", notebook], variables(environment))


def copy_of_checkout(target: pathlib.Path) -> None:
    """Copy what git would clone."""
    names = subprocess.check_output(["git", "ls-files", "-z"], text=True, encoding="utf-8").split("\0")
    for name in filter(None, names):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, target / name, follow_symlinks=False)


def planned() -> tuple[list[str], str]:
    """Return the steps that repo2docker takes in this folder, in order, and the Python for them."""
    from repo2docker.buildpacks import PythonBuildPack  # noqa: PLC0415  after the folder was changed

    pack = PythonBuildPack("base")
    if not pack.detect():
        raise SystemExit("repo2docker does not see .binder/ as a Python project")
    pack.platform = "linux/amd64"
    scripts = [*pack.get_preassemble_scripts(), *pack.get_assemble_scripts()]
    after = [f"chmod +x {path} && ./{path}" for path in pack.get_post_build_scripts()]
    print("start:", pack.get_start_script() or "none", flush=True)
    return [script for _, script in scripts] + after, pack.python_version


def variables(environment: pathlib.Path) -> dict[str, str]:
    """Return the variables that repo2docker sets, for an environment that stands in for its own."""
    prefix = str(environment)
    named = {"NB_PYTHON_PREFIX": prefix, "KERNEL_PYTHON_PREFIX": prefix, "REPO_DIR": os.getcwd()}
    return os.environ | named | {"PATH": f"{prefix}/bin:{os.environ['PATH']}", "NB_USER": "jovyan"}


def run(command: list[object], env: dict[str, str] | None = None) -> int:
    """Run a command; stop where it fails."""
    return subprocess.run([str(word) for word in command], env=env, check=True).returncode


if __name__ == "__main__":
    sys.exit(main())
