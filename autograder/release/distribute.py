"""`python -m autograder.release.distribute FOLDER`: write what is published of a version, with checksums."""

import hashlib
import pathlib
import shutil
import sys
import zipfile

from autograder.course import Classroom

from .bundle import bundle
from .pins import NAME, pins

SUMS = "SHA256SUMS"


def distribute(classroom: Classroom, folder: pathlib.Path) -> list[pathlib.Path]:
    """Write the zip for students, its wheels, and the versions to install with them. Raises ReleaseError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with zipfile.ZipFile(bundle(classroom, folder / f"{classroom.course.id}.zip")) as archive:
        for name in archive.namelist():
            if name.endswith(".whl"):
                (folder / pathlib.PurePosixPath(name).name).write_bytes(archive.read(name))
    (folder / NAME).write_text(pins(), "utf-8")
    made = sorted(folder.iterdir())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return [*made, folder / SUMS]


if __name__ == "__main__":
    for written in distribute(Classroom.around(), pathlib.Path(sys.argv[1])):
        print(f"{written.stat().st_size:>9,}  {written}")
