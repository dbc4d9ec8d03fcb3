"""All that reaches into nbgrader's inside; tests/test_compat.py says of each reach when it is gone."""

import importlib
import pathlib
import re
from html import escape
from typing import Any

from nbgrader import utils
from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import LogFormatter
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.server_extensions.formgrader import base as formgrader
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

from autograder.intake import pictures, read_file, timestamps

MENU = re.compile(r'(<ul class="nav nav-pills nav-stacked">.*?)(</ul>)', re.DOTALL)
LINKS: dict[str, str] = {}
"""In the formgrader's menu: {address of a page, below the server's: its text}."""


class Penalties:
    """nbgrader's penalties for what comes late, by the plugin that its configuration names."""

    def __init__(self, parent: Any) -> None:
        self.preprocessor = AssignLatePenalties(parent=parent)
        self.preprocessor.init_plugin()

    def of(self, notebook: Any, student: str, score: float, seconds: float) -> float | None:
        """Return the penalty for a notebook with this score; None where there is none."""
        penalty = self.preprocessor.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if penalty is None else self.preprocessor._check_late_penalty(notebook, penalty)


def use(autograde: type[Autograde], generate: type[GenerateAssignment]) -> None:
    """Let nbgrader's commands and the formgrader's buttons use these converters."""
    autogradeapp.Autograde = api.Autograde = autograde
    generateassignmentapp.GenerateAssignment = api.GenerateAssignment = generate


def nothing_is_left_to_transfer(app: Any) -> None:
    """Tell zip_collect that its extractor has put everything where it belongs."""
    app.process_extracted_files = lambda: None


def read_times_safely() -> None:
    """Let nbgrader read the time of a hand-in as intake does: no pipe, and no text, stops a page."""

    def get_existing_timestamp(self: Any, folder: str) -> Any:
        path = pathlib.Path(folder) / timestamps.FILE
        try:
            stamp = read_file(path, path.name, timestamps.LONGEST).decode("ascii").strip()
            return utils.parse_utc(stamp) if timestamps.DATE.fullmatch(stamp) else None
        except Exception:  # there is none, or none that can be read: grading says so
            return None

    def get_submitted_timestamp(self: Any, assignment: str, student: str) -> Any:
        course = self.coursedir
        folder = course.format_path(course.submitted_directory, student, assignment)
        return course.get_existing_timestamp(folder)

    CourseDirectory.get_existing_timestamp = get_existing_timestamp
    NbGraderAPI.get_submitted_timestamp = get_submitted_timestamp


def serve_safely() -> None:
    """Let nothing of a student's run in the formgrader's origin: neither a file, nor a name in a page.

    A picture was made anew at intake and is shown, as are the release's files; all else is a download.
    """
    files, base = handlers.SubmissionFilesHandler, formgrader.BaseHandler

    def set_extra_headers(self: Any, path: str) -> None:
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        if not path.lower().endswith(pictures.NAMES) and not _is_released(self):
            self.set_header("Content-Type", "application/octet-stream")
            self.set_header("Content-Disposition", "attachment")

    def render(self: Any, name: str, **values: Any) -> str:
        safe = {key: _escaped(value) if key.endswith("_id") else value for key, value in values.items()}
        page = str(self.settings["nbgrader_jinja2_env"].get_template(name).render(**safe))
        return MENU.sub(lambda found: f"{found[1]}{_links(self.base_url)}{found[2]}", page, count=1)

    files.set_extra_headers, base.render = set_extra_headers, render


def open_beside_the_formgrader(module: str, address: str, text: str) -> None:
    """Serve an extension's pages wherever the formgrader runs, with a link in the formgrader's menu.

    module: has load(webapp, folder). address: of its first page, below the server's.
    """
    if address in LINKS:  # nbgrader reads its configuration more than once
        return
    LINKS[address] = text
    own_handlers = FormgradeExtension.init_handlers

    def init_handlers(self: Any, webapp: Any) -> None:
        own_handlers(self, webapp)
        importlib.import_module(module).load(webapp, self.coursedir.root)

    FormgradeExtension.init_handlers = init_handlers


def _links(base_url: str) -> str:
    links = (f'<a href="{base_url}/{address}">{text}</a>' for address, text in LINKS.items())
    return "".join(f'<li role="presentation">{link}</li>' for link in links)


def _is_released(handler: Any) -> bool:
    """Tell whether the file that is asked for is, byte for byte, one that every student was given."""
    autograded, course = pathlib.Path(handler.absolute_path), handler.coursedir
    _, assignment, *inside = autograded.relative_to(course.root).parts[1:]
    released = pathlib.Path(course.format_path(course.release_directory, ".", assignment), *inside)
    return released.is_file() and released.read_bytes() == autograded.read_bytes()


def _escaped(value: Any) -> Any:
    """Return a text from an address as a page, or a string in a script of it, may show it."""
    return escape(value).replace("\\", "&#92;") if isinstance(value, str) else value


__all__ = [
    "Autograde",
    "LogFormatter",
    "Penalties",
    "nothing_is_left_to_transfer",
    "open_beside_the_formgrader",
    "read_times_safely",
    "serve_safely",
    "use",
]
