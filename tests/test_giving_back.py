"""The whole way of a hand-in through nbgrader's exchange, and back with our pages."""

import contextlib
import shutil

import pytest
from commands import w2v
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
from tiny import copy_tiny

from autograder.release import sample

EXCHANGE = """
c.Exchange.root = {root!r}
c.Exchange.cache = {cache!r}
c.CourseDirectory.course_id = "tiny"
"""


class Hub:
    """A classroom, an exchange, and a folder per student."""

    def __init__(self, folder):
        self.folder, self.classroom = folder, copy_tiny(folder / "teacher")
        self.exchange = folder / "exchange"
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        self._configure(self.classroom.root, "teacher", "a")

    def _configure(self, where, name, mode):
        text = EXCHANGE.format(root=str(self.exchange), cache=str(self.folder / "cache" / name))
        with open(where / "nbgrader_config.py", mode) as file:
            file.write(text if mode == "a" else f"c = get_config()\n{text}")

    def home(self, student):
        home = self.folder / "homes" / student
        if not home.exists():
            home.mkdir(parents=True)
            self._configure(home, student, "w")
        return home

    def nbgrader(self, where, *words):
        """Run nbgrader in a folder: in this process, since one of its own takes two seconds to start."""
        with contextlib.chdir(where):
            app = NbGraderApp()
            app.initialize(list(words))
            try:
                app.start()
            except NoStart:  # the subcommand's work is done
                pass
            finally:
                app.subapp.clear_instance()

    def teacher(self, *words):
        return self.nbgrader(self.classroom.root, *words)

    def student(self, name, *words):
        return self.nbgrader(self.home(name), *words, "--student", name)

    def hand_in(self, name, **work):
        """Write what a student did into the assignment that they fetched, and submit it."""
        folder = self.home(name) / "tiny"
        shutil.rmtree(self.folder / "work", ignore_errors=True)
        sample.write(self.classroom, self.folder / "work", **work)
        shutil.copytree(self.folder / "work", folder, dirs_exist_ok=True)
        self.student(name, "submit", "tiny")

    def pages(self, name):
        """Return the feedback that a student has, oldest hand-in first."""
        found = sorted((self.home(name) / "tiny" / "feedback").glob("*/*.html"))
        return [path.read_text("utf-8") for path in found]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Two students fetch, hand in (one of them twice), and get our pages back."""
    hub = Hub(tmp_path_factory.mktemp("hub"))
    assert w2v("release", cwd=hub.classroom.root).returncode == 0
    hub.teacher("release_assignment", "tiny")
    for name in ("ada", "bela"):
        hub.student(name, "fetch_assignment", "tiny")
        hub.hand_in(name, wrong=["factor-of-two-lost"])
    hub.teacher("collect", "tiny")
    assert w2v("grade", cwd=hub.classroom.root).returncode == 0
    return hub


def released(hub):
    return w2v("feedback", "--release", cwd=hub.classroom.root)


def test_page_comes_back_through_the_exchange_and_again_after_a_resubmission(hub):
    done = released(hub)
    assert done.returncode == 0 and "2 pages released" in done.stdout, done.stdout + done.stderr
    hub.student("ada", "fetch_feedback", "tiny")
    (first,) = hub.pages("ada")
    assert "What to look at next" in first and "A square has a factor of 2" in first
    hub.hand_in("ada")
    hub.teacher("collect", "tiny", "--update")
    assert w2v("grade", cwd=hub.classroom.root).returncode == 0
    assert "2 pages released" in released(hub).stdout
    hub.student("ada", "fetch_feedback", "tiny")
    assert "A square has a factor of 2" not in hub.pages("ada")[-1]


def test_who_did_not_hand_in_through_the_exchange_is_named(hub):
    sample.write(hub.classroom, hub.classroom.handed_in("chidi"))
    assert w2v("grade", "chidi", cwd=hub.classroom.root).returncode == 0
    done = released(hub)
    assert done.returncode == 1
    assert "not released: chidi: was not handed in through the exchange" in done.stderr
