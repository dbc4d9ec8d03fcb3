"""Let `nbgrader zip_collect` collect as `w2v collect` does, as a plugin of it."""

import pathlib

from nbgrader.plugins import ExtractorPlugin

from autograder.course import Classroom

from .. import compat
from ..book import Settings
from .everybody import NothingToCollect, collect


class Downloads(ExtractorPlugin):
    """Collect all downloads into submitted/, where nbgrader would unpack them to look at their names."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        app = self.parent
        compat.nothing_is_left_to_transfer(app)
        classroom = Classroom.around(app.coursedir.root, app.coursedir.assignment_id or None)
        paths = [
            path for path in sorted(pathlib.Path(archive_path).iterdir()) if not path.name.startswith(".")
        ]
        try:
            settings = Settings.within(app, classroom)
            report = collect(settings, paths, lambda text: self.log.info("%s", text))
        except NothingToCollect as problem:
            app.fail(str(problem))
        for text in report.summary():
            (self.log.info if report.is_whole else self.log.error)("%s", text)
        if not report.is_whole:
            app.fail("Somebody is left out, or needs a look: the lines above say who.")
