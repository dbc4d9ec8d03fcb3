"""What `nbgrader zip_collect` makes of a class's download from Canvas or Moodle."""

import pathlib
import re

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Dict

from . import grade, intake


class Archives(ExtractorPlugin):
    """Unpacks a download, and the archives in it that are what they claim to be; one that is not stays packed.

    It is then collected as it is, and refused by name when it is graded: nothing gets lost.
    """

    def extract(self, archive_path, extracted_path):
        for path in sorted(p for p in pathlib.Path(archive_path).rglob("*") if p.is_file()):
            inside = pathlib.Path(extracted_path, path.relative_to(archive_path))
            if path.name.lower().endswith(intake.ARCHIVES):
                self._unpack_download(path, inside.with_suffix(""))
            else:
                self._write(inside, path.read_bytes())

    def _unpack_download(self, path, folder):
        """A whole class's download: what cannot be taken from it is replaced by the reason, and the rest follows."""

        def refuse(name, problem):
            self.log.error("%s: %s", path.name, problem)
            name = "/".join(part for part in re.sub(r"[^\w./ -]", "-", name).split("/") if part not in ("", ".", ".."))
            self._write(folder / f"{name[:200]}{intake.REFUSED}", str(problem).encode())

        try:
            for name, open_member in intake.members(path, refuse):
                try:
                    self._unpack(folder / name, intake.content(open_member))
                except (intake.Refused, OSError) as problem:
                    refuse(name, problem)
        except intake.Refused as problem:
            refuse("download", problem)

    def _unpack(self, target, data):
        self._write(target, data)
        if target.name.lower().endswith(intake.ARCHIVES):
            try:
                files = intake.unpacked(target)
            except intake.Refused as problem:
                self.log.error("%s stays packed: %s", target.name, problem)
                return
            target.unlink()
            for name, content in files.items():
                self._write(target.with_suffix("") / name, content)

    def _write(self, path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Downloads(FileNameCollectorPlugin):
    """Understands the downloads of Canvas and Moodle: who handed it in, and where it belongs.

    Canvas:  ada_LATE_1234_5678_word2vec.zip, or single files named alike
    Moodle:  Ada Lovelace_1234_assignsubmission_file_/word2vec.zip
    """

    WHO = [
        re.compile(r"/(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file_?(?=/)(?P<rest>.*)"),
        re.compile(r"/(?P<name>[^/_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<rest>[^/]*(?:/.*)?)$"),
    ]
    KEPT = (".ipynb", ".py", intake.REFUSED, *intake.PICTURES, *intake.ARCHIVES)
    claimed = Dict(help="Where each file that was collected came from.")

    def collect(self, submitted_file):
        path = pathlib.PurePath(submitted_file).as_posix()
        found = next((match for pattern in self.WHO if (match := pattern.search(path))), None)
        place = self._place(found["rest"]) if found else None
        if place is None:
            return None
        name = re.sub(r"[\W_]+", "-", found["name"].lower()).strip("-") or "student"
        student = f"{name}-{found['number']}"
        if (first := self.claimed.setdefault((student, place), path)) != path:
            self.log.warning("%s handed in %s twice: keeping %s, skipping %s", student, place, first, path)
            return None
        return {"student_id": student, "file_id": place}

    def _place(self, rest):
        """Where in the assignment's folder a file belongs; None for what does not."""
        path = pathlib.PurePosixPath(rest)
        if not path.name.lower().endswith(self.KEPT) or any(p.startswith((".", "__MACOSX")) for p in path.parts):
            return None
        name = re.sub(r"(-\d+| ?\(\d+\))$", "", path.stem) + path.suffix  # what browsers add to a second copy
        if path.suffix != ".py" and "w2v_lib" not in path.parts:
            return name
        inside = path.parts[path.parts.index("w2v_lib") :] if "w2v_lib" in path.parts else None
        if inside:
            return "/".join(inside)
        return f"w2v_lib/{name}" if name in grade.STUDENT_FILES else None
