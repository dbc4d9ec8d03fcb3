"""Take a course to wherever submissions are graded: it goes as bytes, and no disk is shared."""

import atexit
import contextlib
import functools
import hashlib
import io
import multiprocessing.util
import zipfile
from dataclasses import dataclass

from autograder.course import Classroom
from autograder.course.classroom import SECRET
from autograder.course.finding import CONFIGURATION
from autograder.release.zips import zipped
from autograder.sandbox import scratch, tiers
from autograder.sandbox.tiers import NoSandbox

from .desk import Desk
from .grading import GradingError
from .outcome import BROKEN, Job, Outcome

LEFT_BEHIND = "__pycache__"


@dataclass(frozen=True)
class Material:
    """Hold what grading needs of a classroom.

    digest: tells two of them apart. packed: a zip of the course, its release and the secret. course: its id.
    tier: the sandbox to use; None where each machine is to find its own. trust: grade without one if need be.
    """

    digest: str
    packed: bytes
    course: str
    tier: str | None
    trust: bool

    @classmethod
    def of(cls, classroom: Classroom, tier: str | None, trust: bool) -> "Material":
        """Pack a classroom's. Raises NoAccess."""
        files = {CONFIGURATION: b"", SECRET: classroom.secret()}
        for folder in (classroom.course.folder, classroom.release):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and LEFT_BEHIND not in path.parts:
                    files[path.relative_to(classroom.root).as_posix()] = path.read_bytes()
        packed = zipped(files)
        return cls(hashlib.sha256(packed).hexdigest(), packed, classroom.course.id, tier, trust)


def grade(material: Material, job: Job) -> Outcome:
    """Grade a submission, in this process."""
    try:
        desk = _desk(material)
    except (GradingError, NoSandbox) as problem:
        return Outcome(job.student, BROKEN, str(problem))
    return desk.grade(job)


desk_cleanup = contextlib.ExitStack()


@functools.lru_cache(maxsize=1)
def _desk(material: Material) -> Desk:
    """Return this process's desk, made at the first submission of a run."""
    desk_cleanup.close()  # of a run before
    with contextlib.ExitStack() as making:
        root = making.enter_context(scratch.folder("desk"))  # nobody else can enter it
        with zipfile.ZipFile(io.BytesIO(material.packed)) as archive:
            archive.extractall(root)
        (root / SECRET).chmod(0o600)
        tier = material.tier or tiers.choose(material.trust)
        desk = Desk(Classroom.around(root, material.course), tier)
        making.callback(desk.close)
        desk_cleanup.push(making.pop_all())
    atexit.register(leave)
    multiprocessing.util.Finalize(None, leave, exitpriority=1)  # a pool's processes do not run atexit
    return desk


def leave() -> None:
    """End this process's desk."""
    desk_cleanup.close()
    _desk.cache_clear()
