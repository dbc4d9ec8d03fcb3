"""The page on which people mark written answers: by question, with items, suggestions and groups.

It is also a Jupyter server extension, which installing the package enables (jupyter_server_config.json).
Servers of students, and others that do not start in a classroom, are left as they are.
"""

import importlib
import pathlib

TYPE_CHECKING = False  # as typing's, which takes longer to import than all else here
if TYPE_CHECKING:
    from typing import Any


def _jupyter_server_extension_points() -> "list[dict[str, str]]":
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: "Any") -> None:
    """Add the marking's pages to a server that starts in a classroom."""
    # here: every server of an environment imports this module, and most have no use for more
    from autograder.course.finding import classroom_root  # noqa: PLC0415

    if classroom_root(pathlib.Path(server.root_dir)) is None:
        return
    try:
        extension = importlib.import_module(".extension", __name__)
    except ModuleNotFoundError as problem:
        server.log.info("the marking page is left out: it needs %s, which instructors install", problem.name)
        return
    extension.load(server.web_app, server.root_dir)
