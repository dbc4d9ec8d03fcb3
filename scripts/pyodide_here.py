"""Get together what Pyodide's public address has, as far as registries carry it.

Python is from npm, wheels are from PyPI. Of packages that are compiled for the browser, npm has one NumPy of
emscripten-forge, made with the compiler of Pyodide 0.27. An empty stand-in is in the place of each other one
(stand_in.py), and is named; everything else is what a user's browser would load.
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
from collections.abc import Iterator

SOURCE = pathlib.Path(__file__).with_name("stand_in.py")
WANTED = """
    micropip packaging ipython traitlets matplotlib-inline decorator pygments prompt-toolkit stack-data
    executing
    asttokens pure-eval wcwidth jedi parso six typing-extensions
    click jinja2 markupsafe matplotlib numpy pillow requests scikit-learn scipy threadpoolctl tqdm jsonschema
    jsonschema-specifications referencing rpds-py attrs platformdirs urllib3 certifi idna charset-normalizer
    joblib contourpy cycler fonttools kiwisolver pyparsing python-dateutil pytz pyodide-unix-timezones tzdata
""".split()
"""What the kernel and the course load, of Pyodide's list."""
COMPUTES = "0.27.7"
"""The newest Pyodide for which a NumPy is on a registry."""
NUMPY = "@emscripten-forge/numpy@2.0.1-py312h4e66579-0"
MICROPIP = "0.10.0"
"""The micropip that this Pyodide can do with, and JupyterLite's kernel too, but for one call of the first."""


def version_in(site: pathlib.Path) -> str:
    """Return the version of Pyodide that a site loads."""
    for script in site.rglob("pyodide-kernel-extension/static/*.js"):
        found = re.search(r"cdn\.jsdelivr\.net/pyodide/v([\w.]+)/full/", script.read_text("utf-8"))
        if found:
            return found[1]
    raise SystemExit(f"{site} does not say which Pyodide it loads")


def get(version: str, folder: pathlib.Path, *, computes: bool = False) -> list[str]:
    """Fill the folder; return the names of the packages that are stand-ins.

    computes: NumPy is a real one, and Python the older one that it needs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = _list_of(version, folder)
    lock = _python(COMPUTES if computes else version, folder) | {"packages": known["packages"]}
    entries = {entry["name"].lower().replace("_", "-"): entry for entry in lock["packages"].values()}
    real = {"micropip": _micropip, "numpy": _numpy} if computes else {}
    python = ".".join(known["info"]["python"].split(".")[:2])
    stand_ins = []
    for name in WANTED:
        entry = entries[name]
        if name in real:
            real[name](entry, folder)
        elif entry["file_name"].endswith("none-any.whl"):
            _from_index(entry, folder, python)
        else:
            _stand_in(entry, folder)
            stand_ins.append(entry["name"])
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    return [name for name in stand_ins if name != "MarkupSafe"]  # which has Python for its compiled part


def _python(version: str, folder: pathlib.Path) -> dict:
    """Get Python itself from npm; return its list of packages."""
    files = dict(_files(_from_npm(f"pyodide@{version}", folder)))
    if version == COMPUTES:  # its NumPy asks who called it; without an answer it does the same, but slower
        imports = b"var wasmImports={"
        assert imports in files["package/pyodide.asm.js"]
        files["package/pyodide.asm.js"] = files["package/pyodide.asm.js"].replace(
            imports, imports + b"backtrace:()=>0,"
        )
    for path, content in files.items():
        (folder / pathlib.PurePosixPath(path).name).write_bytes(content)
    return json.loads(files["package/pyodide-lock.json"])


def _list_of(version: str, folder: pathlib.Path) -> dict:
    """Return the list of packages that a version of Pyodide comes with."""
    files = dict(_files(_from_npm(f"pyodide@{version}", folder)))
    return json.loads(files["package/pyodide-lock.json"])


def _from_npm(name: str, folder: pathlib.Path) -> bytes:
    """Return a package of npm as it is packed; it is kept in the folder."""
    packed = folder / f"{re.sub('[@/]+', '-', name).strip('-')}.tgz"
    if not packed.is_file():
        subprocess.run(["npm", "pack", "--silent", name], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return packed.read_bytes()


def _files(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """Iterate over (path, content) of the files in an archive of tar."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive.getmembers():
            if member.isfile():
                yield member.name, archive.extractfile(member).read()


def _numpy(entry: dict, folder: pathlib.Path) -> None:
    """Write a wheel of the NumPy on npm, which is packed as for conda, in an archive of its own."""
    [packed] = [content for path, content in _files(_from_npm(NUMPY, folder)) if path.endswith(".tar.gz")]
    within = re.compile(r"lib/python[\d.]+/site-packages/(numpy/(?!.*tests/).+)")
    found = ((within.fullmatch(path), content) for path, content in _files(packed))
    entry["version"] = re.search(r"numpy@([\d.]+)", NUMPY)[1]
    _write_wheel(entry, {match[1]: content for match, content in found if match}, folder)


def _micropip(entry: dict, folder: pathlib.Path) -> None:
    """Write a wheel of micropip that calls the older Pyodide as this wants it."""
    entry["version"] = MICROPIP
    _from_index(entry, folder, "3.13")  # which it asks for, and does without
    with zipfile.ZipFile(folder / entry["file_name"]) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("micropip/")}
    newer, older = (
        b"            metadata,\n        )",
        b'            "micropip",\n            wheel_source,\n        )',
    )
    assert newer in files["micropip/wheelinfo.py"]
    files["micropip/wheelinfo.py"] = files["micropip/wheelinfo.py"].replace(newer, older)
    _write_wheel(entry, files, folder / "stand-ins")


def _from_index(entry: dict, folder: pathlib.Path, python: str) -> None:
    """Get a pure package from PyPI, in the version of Pyodide's list."""
    wheel = re.compile(
        rf"{entry['name'].replace('-', '_')}-{re.escape(entry['version'])}-.*none-any\.whl", re.IGNORECASE
    )
    words = (
        "-m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --platform any".split()
    )
    words += ["--python-version", python, "-d", str(folder), f"{entry['name']}=={entry['version']}"]
    if not _matching(wheel, folder):
        done = subprocess.run([sys.executable, *words], capture_output=True, encoding="utf-8")
        if done.returncode:
            raise SystemExit(done.stderr)
    _enter(entry, _matching(wheel, folder)[0])


def _matching(pattern: re.Pattern, folder: pathlib.Path) -> list[pathlib.Path]:
    return [path for path in folder.iterdir() if pattern.fullmatch(path.name)]


def _stand_in(entry: dict, folder: pathlib.Path) -> None:
    """Write a wheel of stand-ins for the modules of a package."""
    files = {}
    for module in {module.split(".")[0] for module in entry["imports"]}:
        files |= _uncompiled(module) or {f"{module}/__init__.py": _nothing(entry["version"]).encode()}
    _write_wheel(entry, files, folder / "stand-ins")


def _write_wheel(entry: dict, files: dict[str, bytes], folder: pathlib.Path) -> None:
    """Write a wheel of these files, and let Pyodide's list name it."""
    name = entry["name"].replace("-", "_")
    info = f"{name}-{entry['version']}.dist-info"
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {entry['version']}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files = files | {f"{info}/{part}": text.encode() for part, text in about.items()}
    record = "".join(f"{path},{_hash(content)},\n" for path, content in files.items())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
        wheel.writestr(f"{info}/RECORD", record)
    path = folder / f"{name}-{entry['version']}-py3-none-any.whl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(packed.getvalue())
    _enter(entry, path)


def _nothing(version: str) -> str:
    return f"__version__ = {version!r}\n{SOURCE.read_text('utf-8')}"


def _uncompiled(module: str) -> dict[str, bytes]:
    """Return {path: content} of a package that does without its compiled part; {} of the others."""
    if module != "markupsafe":
        return {}
    folder = pathlib.Path(importlib.util.find_spec(module).origin).parent
    return {f"{module}/{path.name}": path.read_bytes() for path in folder.glob("*.py")}


def _hash(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _enter(entry: dict, wheel: pathlib.Path) -> None:
    """Let an entry of Pyodide's list name this wheel."""
    folder = "stand-ins/" if wheel.parent.name == "stand-ins" else ""
    entry |= {"file_name": folder + wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}
