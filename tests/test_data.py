"""The treebank comes whole or not at all, from the first place that has it, and says which."""

import contextlib
import hashlib
import http.server
import importlib.util
import io
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

import pooch
import pytest
from treebanks import real_treebank

from autograder import public

data, downloads, registry = public("data"), public("data.downloads"), public("data.registry")
commands = public("commands")

CONTENT = "größer als ein Häppchen 数据\n".encode() * 5000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def an_item(url="", name="sst", **more):
    more = {"file": f"{name}-größe.zip", "bytes": len(CONTENT), "sha256": SHA256} | more
    more |= {"title": f"the corpus {name}", "licence": "ours", "citation": "nobody"}
    return registry.Dataset(name, url=url, **more)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache whose path is not ASCII, on a machine that knows no W2V_DATA."""
    folder = tmp_path / "Übung 数据" / "downloads"
    monkeypatch.setattr(registry, "cache_folder", lambda: folder)
    monkeypatch.delenv("W2V_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture
def register(monkeypatch):
    """Puts these items in place of the registry."""

    def put(*items):
        found = {item.name: item for item in items}
        monkeypatch.setattr(registry, "datasets", lambda: found)

    return put


class Site:
    """A site on this machine that gives these answers in turn, the last one for ever."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), 0

    @contextlib.contextmanager
    def up(self):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answer = site.answers[min(site.asked, len(site.answers) - 1)]
                site.asked += 1
                answer(self)

            def log_message(self, *args):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/größe.zip"
            server.shutdown()


def sends(body, promised=None, status=200):
    """An answer with this body, which may be shorter than promised."""

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(promised or len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def stalls(handler):
    """Sends half of the file, then nothing more."""
    sends(CONTENT[: len(CONTENT) // 2], len(CONTENT))(handler)
    handler.wfile.flush()
    time.sleep(30)


WHOLE, TRUNCATED = sends(CONTENT), sends(CONTENT[:1000], len(CONTENT))
WRONG, SIGN_IN = sends(CONTENT[::-1]), sends(b"<html>Please sign in to this network</html>")
NOT_FOUND = sends(b"no such page", status=404)


def left_in(folder):
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def nowhere(**more):
    return an_item(f"http://127.0.0.1:{closed_port()}/x.zip", **more)


def test_a_file_is_downloaded_once_and_kept_whole(cache, register):
    site = Site(WHOLE)
    with site.up() as url:
        register(an_item(url))
        path = data.fetch("sst")
        assert data.fetch("sst") == path == data.where("sst")
    assert path.read_bytes() == CONTENT and site.asked == 1
    assert left_in(cache) == ["sst-größe.zip"]
    assert os.name == "nt" or path.stat().st_mode & 0o044  # a shared cache can be read by others


@pytest.mark.parametrize("answer", [TRUNCATED, WRONG, SIGN_IN], ids=["truncated", "wrong", "sign-in page"])
def test_a_damaged_download_is_tried_again_then_refused_and_not_kept(cache, register, answer):
    site = Site(answer)
    with site.up() as url:
        register(an_item(url))
        with pytest.raises(data.DataError, match="twice sent a damaged or truncated file"):
            data.fetch("sst")
    assert site.asked == 2 and left_in(cache) == []


@pytest.mark.parametrize("answer", [TRUNCATED, WRONG], ids=["truncated", "wrong"])
def test_a_second_try_may_succeed_after_a_damaged_download(cache, register, answer):
    with Site(answer, WHOLE).up() as url:
        register(an_item(url))
        assert data.fetch("sst").read_bytes() == CONTENT
    assert left_in(cache) == ["sst-größe.zip"]


def test_the_error_says_how_to_put_the_file_there_by_hand(cache, register):
    site = Site(NOT_FOUND)
    with site.up() as url:
        register(an_item(url))
        with pytest.raises(data.DataError) as refused:
            data.fetch("sst")
    place, size = str(cache / "sst-größe.zip"), f"{len(CONTENT):,} bytes"
    for needed in (url, place, size, SHA256, "answers 404", "W2V_DATA"):
        assert needed in str(refused.value)
    assert site.asked == 1  # asking again would not help


def test_a_machine_without_network_is_told_at_once(cache, register):
    register(nowhere())
    start = time.monotonic()
    with pytest.raises(data.DataError, match="cannot be reached"):
        data.fetch("sst")
    assert time.monotonic() - start < 5


def test_a_damaged_file_in_the_cache_is_replaced(cache, register):
    cache.mkdir(parents=True)
    (cache / "sst-größe.zip").write_bytes(CONTENT[:1000])
    with Site(WHOLE).up() as url:
        register(an_item(url))
        assert data.fetch("sst").read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_removed_even_if_no_other_can_be_had(cache, register):
    cache.mkdir(parents=True)
    (cache / "sst-größe.zip").write_bytes(CONTENT[::-1])
    register(nowhere())
    with pytest.raises(data.DataError, match=r"has other content .* and was removed"):
        data.fetch("sst")
    assert left_in(cache) == []


@pytest.mark.parametrize("named", ["the folder", "the file"])
def test_w2v_data_is_used_in_place(cache, register, tmp_path, monkeypatch, named):
    register(nowhere(), an_item(name="other", file="other.txt"))
    given = tmp_path / "sst-größe.zip"
    given.write_bytes(CONTENT)
    monkeypatch.setenv("W2V_DATA", str(tmp_path if named == "the folder" else given))
    assert data.fetch("sst") == given and data.where("other") is None
    assert left_in(cache) == []


def test_a_damaged_file_in_w2v_data_is_neither_used_nor_touched(cache, register, tmp_path, monkeypatch):
    given = tmp_path / "sst-größe.zip"
    given.write_bytes(CONTENT[:-1])
    monkeypatch.setenv("W2V_DATA", str(tmp_path))
    register(nowhere())
    with pytest.raises(data.DataError, match=f"has {len(CONTENT) - 1:,} bytes in place of {len(CONTENT):,}"):
        data.fetch("sst")
    assert given.read_bytes() == CONTENT[:-1]
    with Site(WHOLE).up() as url:
        register(an_item(url))
        assert data.fetch("sst") == cache / "sst-größe.zip"


FETCH = """
import pathlib, sys
from autograder import public

data, registry = public("data"), public("data.registry")
cache, url, size, sha256 = sys.argv[1:]
item = registry.Dataset("sst", "", "sst-größe.zip", int(size), sha256, "", "", url)
registry.cache_folder, registry.datasets = lambda: pathlib.Path(cache), lambda: {"sst": item}
data.fetch("sst")
"""


def test_a_download_that_is_killed_leaves_nothing_that_could_be_used(cache, register):
    with Site(stalls, WHOLE).up() as url:
        command = [sys.executable, "-c", FETCH, str(cache), url, str(len(CONTENT)), SHA256]
        download = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})
        wait_until(lambda: any(p.is_file() and p.stat().st_size for p in cache.rglob("*")))
        download.send_signal(signal.SIGKILL)
        download.wait()
        register(an_item(url))
        assert not (cache / "sst-größe.zip").exists()
        (unfinished,) = cache.glob("unfinished-*")
        for path in [*unfinished.rglob("*"), unfinished]:  # let two minutes pass
            os.utime(path, (time.time() - 200,) * 2)
        data.fetch("sst")
    assert left_in(cache) == ["sst-größe.zip"]


def test_a_download_that_is_under_way_is_left_alone(cache, register):
    (cache / "unfinished-another").mkdir(parents=True)
    with Site(WHOLE).up() as url:
        register(an_item(url))
        data.fetch("sst")
    assert left_in(cache) == ["sst-größe.zip", "unfinished-another"]


def test_a_cache_that_cannot_be_written_is_named(cache, register):
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"a file where the folder should be")
    register(an_item("http://127.0.0.1/x.zip"))
    with pytest.raises(data.DataError, match="cannot be written to"):
        data.fetch("sst")


ROOT = pathlib.Path(__file__).parents[1]


def wait_until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.02)


# ---------------------------------------------------------------- the corpus that stands in


def tar_of(name, content):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An item inside a source distribution that pip finds in a folder, with no registry in reach."""
    folder = tmp_path / "packages"
    project = folder / "tinycorpus-1.0"
    project.mkdir(parents=True)
    (project / "setup.py").write_text("from setuptools import setup; setup(name='tinycorpus', version='1.0')")
    (project / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: tinycorpus\nVersion: 1.0\n")
    (project / "inner.tar.gz").write_bytes(tar_of("paper/snippets.txt", CONTENT))
    with tarfile.open(folder / "tinycorpus-1.0.tar.gz", "w:gz") as archive:
        archive.add(project, "tinycorpus-1.0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return {
        "package": "tinycorpus==1.0",
        "package_sha256": hashlib.sha256((folder / "tinycorpus-1.0.tar.gz").read_bytes()).hexdigest(),
        "inside": ("tinycorpus-1.0/inner.tar.gz", "paper/snippets.txt"),
    }


needs_pip = pytest.mark.skipif(
    not (importlib.util.find_spec("pip") and importlib.util.find_spec("setuptools")),
    reason="this environment has no pip, or no setuptools",
)


@needs_pip
def test_the_fallback_comes_out_of_a_package_and_is_announced(cache, register, package):
    register(nowhere(), an_item(name="vader", **package))
    found = data.locate()
    assert found.corpus == "vader" and found.path.read_bytes() == CONTENT
    assert "the corpus vader, not the corpus sst, because 127.0.0.1" in found.note and "\n" not in found.note
    assert left_in(cache) == ["vader-größe.zip"]
    with pytest.raises(data.DataError, match="the corpus sst"):
        data.locate(allow_fallback=False)


@needs_pip
def test_a_package_with_another_checksum_is_refused_before_it_is_opened(cache, register, package):
    register(nowhere(), an_item(name="vader", **package | {"package_sha256": "0" * 64}))
    with pytest.raises(data.DataError, match=r"pip could not download tinycorpus==1.0"):
        data.fetch("vader")
    assert left_in(cache) == []


def test_without_pip_the_error_names_both_corpora(cache, register, package, monkeypatch):
    no_pip = subprocess.CompletedProcess([], 1, "", "/usr/bin/python: No module named pip\n")
    monkeypatch.setattr(downloads.subprocess, "run", lambda *args, **options: no_pip)
    register(nowhere(), an_item(name="vader", **package))
    with pytest.raises(data.DataError) as refused:
        data.locate()
    assert "No module named pip" in str(refused.value)
    for needed in ("the corpus sst", "the corpus vader", "sst-größe.zip", "vader-größe.zip"):
        assert needed in str(refused.value)


def test_nothing_is_downloaded_where_that_is_not_wanted(cache, register):
    site = Site(WHOLE)
    with site.up() as url:
        register(an_item(url), an_item(url, name="vader"))
        with pytest.raises(data.DataError):
            data.locate(download=False)
    assert site.asked == 0


def test_the_toy_needs_no_file():
    found = data.locate("toy")
    assert (found.path, found.corpus) == (None, "toy") and "generated" in found.note


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(data.DataError, match="'imdb'; there are sst"):
        data.locate("imdb")


# ---------------------------------------------------------------- the command and the registry


def w2v_data(*words):
    """The exit code of this command."""
    with pytest.raises(SystemExit) as left:
        commands.data_commands(list(words))
    return left.value.code


def test_the_command_says_what_is_wrong_by_its_exit_code(cache, register, capsys):
    register(nowhere(), nowhere(name="vader"))
    codes = {words: w2v_data(*words.split()) for words in ("fetch", "verify", "where sst", "where")}
    assert codes == {"fetch": 3, "verify": 3, "where sst": 3, "where": 0}
    assert "To put it there by hand" in capsys.readouterr().err
    (cache / "sst-größe.zip").write_bytes(CONTENT)
    codes = {words: w2v_data(*words.split()) for words in ("fetch", "verify sst", "verify", "where sst")}
    assert set(codes.values()) == {0}
    assert capsys.readouterr().out.splitlines()[0] == "The corpus in use is the corpus sst."
    (cache / "vader-größe.zip").write_bytes(CONTENT[1:])
    assert w2v_data("verify") == 3 and "remove it" in capsys.readouterr().out
    assert w2v_data("fetch", "imdb") == 2 and "'imdb'" in capsys.readouterr().err


def zipped(content, url=""):
    """A data set whose file is in a zip, the data set that is this zip, and the zip's bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside/text.txt", content)
    full = made.getvalue()
    known = {"bytes": len(full), "sha256": hashlib.sha256(full).hexdigest()}
    text = an_item(name="text", file="text.txt", archive="full", inside=["inside/text.txt"])
    return text, an_item(url, "full", file="full.zip", **known), full


def test_a_file_inside_an_archive_is_taken_out_of_it(cache, register, monkeypatch, tmp_path):
    with Site(sends(zipped(CONTENT)[-1])).up() as url:
        register(*zipped(CONTENT, url)[:2])
        assert data.fetch("text").read_bytes() == CONTENT
    assert left_in(cache) == ["full.zip", "text.txt"]
    for path in cache.iterdir():
        path.unlink()
    with pytest.raises(data.DataError, match=r"save inside/text\.txt of it as"):
        data.fetch("text")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "text.txt").write_bytes(CONTENT)  # an unpacked zip in W2V_DATA
    monkeypatch.setenv("W2V_DATA", str(tmp_path))
    assert data.fetch("text") == tmp_path / "inside" / "text.txt"


def test_an_archive_in_w2v_data_is_read_there_and_nothing_is_unpacked_beside_it(
    cache, register, monkeypatch, tmp_path
):
    text, full, content = zipped(CONTENT)
    register(text, full)
    given = tmp_path / "given"
    given.mkdir()
    (given / "full.zip").write_bytes(content)
    monkeypatch.setenv("W2V_DATA", str(given))
    assert data.fetch("text") == cache / "text.txt"
    assert left_in(cache) == ["text.txt"] and left_in(given) == ["full.zip"]


def test_every_entry_of_the_registry_says_what_it_is_and_where_it_comes_from():
    for entry in registry.datasets().values():
        assert entry.bytes > 0 and len(entry.sha256) == 64 and entry.licence and entry.citation
        if entry.package:
            assert len(entry.package_sha256) == 64 and len(entry.inside) == 2
        elif entry.archive:
            assert registry.find(entry.archive).url and len(entry.inside) == 1
        else:
            assert entry.url.startswith("https://")


def test_the_cache_is_in_the_checkout_and_elsewhere_the_users_own(tmp_path, monkeypatch):
    assert registry.cache_folder() == ROOT / "datasets" / "downloads"
    installed = tmp_path / "datasets" / "public" / "registry.py"  # a folder `datasets` alone is no checkout
    monkeypatch.setattr(registry, "__file__", str(installed))
    assert registry.cache_folder() == ROOT / "datasets" / "downloads"  # the engine's checkout
    monkeypatch.setattr("autograder.__file__", str(installed))
    assert registry.cache_folder() == pathlib.Path(pooch.os_cache("w2v-course"))


def test_the_doctor_says_whether_the_treebank_is_here(cache, register):
    register(an_item())
    found = public("doctor").treebank()
    assert (found.what, found.status, found.cure) == ("treebank", "missing", "w2v data fetch")
    cache.mkdir(parents=True)
    (cache / "sst-größe.zip").write_bytes(CONTENT)
    found = public("doctor").treebank()
    assert (found.status, found.detail) == ("ok", str(cache / "sst-größe.zip"))


def test_the_real_treebank_is_the_official_file():
    assert registry.fault(real_treebank(), registry.find("sst")) == ""
