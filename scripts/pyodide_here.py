"""Get together what Pyodide's public address has, as far as registries carry it.

Python is from npm, wheels are from PyPI. Packages that are compiled for the browser are on no registry. An
empty stand-in is in the place of each (stand_in.py), and is named; everything else is what a user's browser
would load.
"""

import base64
import hashlib
import importlib.util
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import zipfile

SOURCE = pathlib.Path(__file__).with_name("stand_in.py")
WANTED = """
    micropip packaging ipython traitlets matplotlib-inline decorator pygments prompt-toolkit stack-data
    executing
    asttokens pure-eval wcwidth jedi parso comm six typing-extensions
    click jinja2 markupsafe matplotlib numpy pillow requests scikit-learn scipy threadpoolctl tqdm jsonschema
    jsonschema-specifications referencing rpds-py attrs platformdirs urllib3 certifi idna charset-normalizer
    joblib contourpy cycler fonttools kiwisolver pyparsing python-dateutil pytz pyodide-unix-timezones tzdata
""".split()
"""What the kernel and the course load, of Pyodide's list."""


def version_in(site: pathlib.Path) -> str:
    """Return the version of Pyodide that a site loads."""
    for script in site.rglob("pyodide-kernel-extension/static/*.js"):
        found = re.search(r"cdn\.jsdelivr\.net/pyodide/v([\w.]+)/full/", script.read_text("utf-8"))
        if found:
            return found[1]
    raise SystemExit(f"{site} does not say which Pyodide it loads")


def get(version: str, folder: pathlib.Path) -> list[str]:
    """Fill the folder; return the names of the packages that are stand-ins."""
    if not (folder / "pyodide.mjs").is_file():
        _python(version, folder)
    path = folder / "pyodide-lock.json"
    lock = json.loads((folder / "pyodide-lock.original").read_text("utf-8"))
    entries = {entry["name"].lower().replace("_", "-"): entry for entry in lock["packages"].values()}
    there = [entries[name] for name in WANTED if name in entries]
    python = ".".join(lock["info"]["python"].split(".")[:2])
    missing = [entry["name"] for entry in there if not _from_index(entry, folder, python)]
    for entry in there:
        if entry["name"] in missing:
            _stand_in(entry, folder)
    path.write_text(json.dumps(lock), "utf-8")
    return [
        name for name in missing if name != "MarkupSafe"
    ]  # which has Python in place of its compiled part


def _python(version: str, folder: pathlib.Path) -> None:
    """Get Python itself from npm, and keep its list of packages."""
    folder.mkdir(parents=True, exist_ok=True)
    said = subprocess.check_output(["npm", "pack", "--silent", f"pyodide@{version}"], cwd=folder, text=True)
    with tarfile.open(folder / said.split()[-1]) as archive:
        for member in archive.getmembers():
            if member.isfile():
                name = pathlib.PurePosixPath(member.name).name
                (folder / name).write_bytes(archive.extractfile(member).read())
    (folder / "pyodide-lock.json").rename(folder / "pyodide-lock.original")


def _from_index(entry: dict, folder: pathlib.Path, python: str) -> bool:
    """Get a package from PyPI, in the version of Pyodide's list, if it is pure Python."""
    name = entry["name"].lower()
    pattern = f"{name.replace('-', '_')}-{entry['version']}-*none-any.whl"
    words = (
        "-m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --platform any".split()
    )
    words += ["--python-version", python, "-d", str(folder), f"{name}=={entry['version']}"]
    known_missing = list((folder / "stand-ins").glob(f"{entry['name'].replace('-', '_')}-*.whl"))
    if not known_missing and not list(folder.glob(pattern)):
        subprocess.run([sys.executable, *words], capture_output=True)
    found = list(folder.glob(pattern))
    if found:
        _enter(entry, found[0])
    return bool(found)


def _stand_in(entry: dict, folder: pathlib.Path) -> None:
    """Write a wheel of stand-ins for the modules of a package."""
    name = entry["name"].replace("-", "_")
    info, files = f"{name}-{entry['version']}.dist-info", {}
    for module in {module.split(".")[0] for module in entry["imports"]}:
        files |= _uncompiled(module) or {f"{module}/__init__.py": _nothing(entry["version"])}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {entry['version']}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{path},{_hash(text.encode())},\n" for path, text in files.items())
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    path = folder / "stand-ins" / f"{name}-{entry['version']}-py3-none-any.whl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.getvalue())
    _enter(entry, path)


def _nothing(version: str) -> str:
    return f"__version__ = {version!r}\n{SOURCE.read_text('utf-8')}"


def _uncompiled(module: str) -> dict[str, str]:
    """Return {path: text} of a package that does without its compiled part; {} of the others."""
    if module != "markupsafe":
        return {}
    folder = pathlib.Path(importlib.util.find_spec(module).origin).parent
    return {f"{module}/{path.name}": path.read_text("utf-8") for path in folder.glob("*.py")}


def _hash(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _enter(entry: dict, wheel: pathlib.Path) -> None:
    """Let an entry of Pyodide's list name this wheel."""
    folder = "stand-ins/" if wheel.parent.name == "stand-ins" else ""
    entry |= {"file_name": folder + wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}
