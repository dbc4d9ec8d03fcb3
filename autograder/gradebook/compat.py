"""All that reaches into nbgrader's inside; tests/test_compat.py says of each reach when it is gone."""

import pathlib
from html import escape
from typing import Any

from nbgrader import utils
from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import LogFormatter
from nbgrader.converters import Autograde, BaseConverter, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import base as formgrader
from nbgrader.server_extensions.formgrader import handlers

from autograder.intake import pictures, read_file, timestamps


class WithoutCopying(BaseConverter):
    """Take the place of nbgrader's copying, which follows links: write what intake has read.

    Autograde.init_assignment calls its super's, which is this one where a class inherits from both.
    """

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        self.write_files(assignment_id, student_id)

    def write_files(self, assignment_id: str, student_id: str) -> None:
        """Write a submission's files to where they are graded."""
        raise NotImplementedError


def use(autograde: type[Autograde], generate: type[GenerateAssignment]) -> None:
    """Let nbgrader's commands and the formgrader's buttons use these converters."""
    autogradeapp.Autograde = api.Autograde = autograde
    generateassignmentapp.GenerateAssignment = api.GenerateAssignment = generate


def converted(exporter: Any, preprocessors: list[Any], notebook: Any, resources: Any) -> tuple[str, Any]:
    """Run a notebook through all preprocessors at once, where nbgrader goes over it twice."""
    exporter._preprocessors = []
    for preprocessor in preprocessors:
        exporter.register_preprocessor(preprocessor)
    return exporter.from_notebook_node(notebook, resources)


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
        return str(self.settings["nbgrader_jinja2_env"].get_template(name).render(**safe))

    files.set_extra_headers, base.render = set_extra_headers, render


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
    "WithoutCopying",
    "converted",
    "nothing_is_left_to_transfer",
    "read_times_safely",
    "serve_safely",
    "use",
]
