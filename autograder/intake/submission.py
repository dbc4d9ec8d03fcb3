"""A submission is bytes until proven otherwise: what is taken from it, and where it belongs."""

import hashlib
import pathlib
from dataclasses import dataclass

from ..grade import STUDENT_FILES
from .archives import ARCHIVES, unpacked
from .folders import read_folder
from .limits import LARGEST, Refused, few, shown
from .text import text

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
REFUSED = ".refused"  # stands for what a collected download held and nobody should open; it says why
LIBRARY = "w2v_lib"


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: {name: bytes}, notebooks at the top, the library in w2v_lib/."""

    files: dict

    def notebook(self, name):
        """The bytes of a notebook; None if it was not handed in."""
        return self.files.get(f"{name}.ipynb")

    def modules(self):
        """{name below w2v_lib/: text} of all that Python could import."""
        inside = {name.removeprefix(f"{LIBRARY}/"): data for name, data in self.files.items() if name.startswith(f"{LIBRARY}/")}
        return {name: text(f"{LIBRARY}/{name}", data) for name, data in inside.items() if name.endswith(".py")}

    def digest(self):
        """Tells two hand-ins of one person apart."""
        parts = (f"{name}\0{hashlib.sha256(data).hexdigest()}" for name, data in sorted(self.files.items()))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read(folder):
    """The submission in `folder`, packed or not, however deep it lies there. Raises Refused."""
    files = read_folder(pathlib.Path(folder))
    for name, data in files.items():
        if name.endswith(REFUSED):
            raise Refused(data[:1000].decode("utf-8", "replace"))
        if name.startswith("timestamp.txt/"):
            raise Refused("timestamp.txt is a folder")
    for name in [name for name in files if name.lower().endswith(ARCHIVES)]:
        for inner, data in unpacked(pathlib.Path(folder) / name, LARGEST - sum(map(len, files.values()))).items():
            if files.setdefault(inner, data) != data:
                raise Refused(f"{inner} is in {name} and beside it, and they differ")
        few(files)
    return Submission(placed(files))


def placed(files):
    """The files with notebooks at the top and the library in w2v_lib/, wherever they lay. Raises Refused."""
    notebooks = [name for name in files if name.endswith(".ipynb") and LIBRARY not in name.split("/")]
    homes = {name[: name.index(f"{LIBRARY}/") + len(LIBRARY)] for name in files if f"/{LIBRARY}/" in f"/{name}"}
    homes = homes or {str(pathlib.PurePosixPath(name).parent) for name in files if name.split("/")[-1] in STUDENT_FILES}
    if not notebooks and not homes:
        raise Refused("there is neither a notebook nor a folder w2v_lib in it")
    found = {name: files[name] for name in files if name == "timestamp.txt" or name.lower().endswith(PICTURES)}
    for name in _shallowest(notebooks, lambda name: name.split("/")[-1]):
        found[name.split("/")[-1]] = files[name]
    for home in _shallowest(homes, lambda home: LIBRARY):
        prefix = "" if home == "." else f"{home}/"
        inside = {name.removeprefix(prefix): data for name, data in files.items() if name.startswith(prefix)}
        if pathlib.PurePosixPath(home).name != LIBRARY:  # the modules lay by themselves
            inside = {name: data for name, data in inside.items() if name in STUDENT_FILES}
        found |= {f"{LIBRARY}/{name}": data for name, data in inside.items()}
    return found


def _shallowest(paths, name):
    """Of paths that stand for the same thing, the one that lies highest."""
    chosen = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        other = chosen.setdefault(name(path), path)
        if other != path and other.count("/") == path.count("/"):
            raise Refused(f"{name(path)} is there twice, as {shown(other)} and as {shown(path)}")
    return chosen.values()
