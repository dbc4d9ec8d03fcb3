"""The pictures beside a graded notebook, as pages show them: linked, or inside of the page."""

import base64
import pathlib
import secrets
from urllib.parse import quote

from autograder.intake import pictures

SHOWN = (*pictures.NAMES, ".svg")  # what is an .svg is the release's: a student's is not kept
MOST = 200  # pictures in a folder
LARGEST_PAGE = 40 * 2**20  # bytes of pictures in a page


class Linked:
    """Pictures to which a page links, as the formgrader's do. sources: {name in the folder: address}."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.sources = {name: self.source(name) for name in names_in(folder)}

    def source(self, name: str) -> str:
        """Return what stands in the page for a picture."""
        return quote(name)

    def finished(self, html: str) -> str:
        """Return a piece of the page with its pictures."""
        return html


class Embedded(Linked):
    """Pictures inside of a page that is one file; each is in it once."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.mark = secrets.token_hex(16)  # nobody can write it into an answer
        self.left = LARGEST_PAGE
        super().__init__(folder)
        self.names = {source: name for name, source in self.sources.items()}

    def source(self, name: str) -> str:
        return f"{self.mark}-{quote(name)}"

    def finished(self, html: str) -> str:
        for source in list(self.names):
            attribute = f'src="{source}"'
            if attribute in html:
                html = html.replace(attribute, f'src="{self._data(self.names.pop(source))}"', 1)
        return html.replace(f'src="{self.mark}-', 'title="it is shown above: ')

    def _data(self, name: str) -> str:
        data = (self.folder / name).read_bytes()
        if name.endswith(".svg") or len(data) > self.left:
            return "data:,"
        self.left -= len(data)
        return f"data:{pictures.kind_of(data)};base64,{base64.b64encode(data).decode()}"


def names_in(folder: pathlib.Path) -> list[str]:
    """Return the names of a folder's pictures."""
    found = (path for path in sorted(folder.rglob("*")) if path.name.lower().endswith(SHOWN))
    return [path.relative_to(folder).as_posix() for path in found if path.is_file()][:MOST]
