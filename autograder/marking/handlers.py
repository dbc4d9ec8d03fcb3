"""The pages of the marking on a Jupyter server: whoever is logged in there marks, nobody else."""

import functools
import pathlib
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from autograder.course import NoCourse
from autograder.intake import Refused, pictures, read_file
from autograder.results.words import counted

from . import fairness, history, shown
from .answers import graded_in
from .database import NoGradebook
from .desk import Desk
from .rubric import ItemChanged
from .store import Conflict, NotThere
from .views import Bad, View, mark_data, number, whole

PREFIX, STATIC = "w2v/mark", pathlib.Path(__file__).with_name("static")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# what a request is answered with, where it cannot be done
STATUS: dict[type[Exception], int] = {
    Bad: 400,
    NotThere: 404,
    NoCourse: 404,
    NoGradebook: 404,
    Conflict: 409,
    ItemChanged: 409,
}
BUSY = "the gradebook is busy: another program writes to it. Try again"
Method = TypeVar("Method", bound=Callable[..., None])


def told(method: Method) -> Method:
    """Let a method's known failures be told to the page, as data."""

    @functools.wraps(method)
    def telling(self: "Handler", *arguments: str) -> None:
        try:
            method(self, *arguments)
        except tuple(STATUS) as problem:
            code = next(code for kind, code in STATUS.items() if isinstance(problem, kind))
            marks = [mark_data(mark) for mark in getattr(problem, "marks", [])]
            self.tell(code, str(problem), marks)
        except sa.exc.OperationalError:
            self.tell(503, BUSY, [])

    return telling  # type: ignore[return-value]  # it has the method's name and arguments


class Handler(JupyterHandler):
    """What all pages here share."""

    @property
    def content_security_policy(self) -> str:
        return POLICY

    @property
    def root(self) -> str:
        """Return the address of the overview."""
        return str(url_path_join(self.base_url, PREFIX))

    @property
    def desk(self) -> Desk:
        """Return the desk, opened with the first page. Raises NoGradebook, which `told` tells."""
        return self.settings["w2v_marking"].desk()

    @property
    def marker(self) -> str:
        """Return who marks: whom the server knows by name, as on a JupyterHub; else whoever started it."""
        if isinstance(self.identity_provider, PasswordIdentityProvider):
            return str(self.settings["w2v_marking"].marker)
        return str(self.current_user.username)

    def view(self, id: str) -> View:
        """Return a question as this marker sees it."""
        return View(self.desk, id, self.marker, names=self.flag_of("names"))

    def tell(self, code: int, problem: str, marks: list[dict[str, Any]]) -> None:
        """Answer that something cannot be done: to a person as a page, to the page's script as data."""
        self.set_status(code)
        if "text/html" in self.request.headers.get("Accept", ""):
            self.finish(shown.page("problem.html", root=self.root, problem=problem))
        else:
            self.finish({"problem": problem, "marks": marks})

    def flag_of(self, name: str) -> bool:
        """Tell whether an argument of the address is set."""
        return self.get_query_argument(name, "") == "1"

    def page(self, name: str, **values: object) -> None:
        """Answer with a page."""
        common = {"root": self.root, "marker": self.marker, "course": self.desk.classroom.course}
        self.finish(shown.page(name, xsrf=self.xsrf_token.decode(), **common, **values))

    def sent(self) -> dict[str, Any]:
        """Return the data of a request."""
        data = self.get_json_body()
        if not isinstance(data, dict):
            raise Bad("a request is one JSON object")
        return data


class Overview(Handler):
    """All questions, with how far they are."""

    @web.authenticated
    @told
    def get(self) -> None:
        self.settings["w2v_marking"].prepare()
        self.page("overview.html", questions=self.desk.progress(), counted=counted)


class QuestionPage(Handler):
    """One question: what the page's script fills in."""

    @web.authenticated
    @told
    def get(self, id: str) -> None:
        question = self.desk.question(id)
        self.desk.opened(id)
        history.written_again(self.desk.store, id)
        self.page(
            "question.html",
            question=question,
            questions=self.desk.progress(),
            model=shown.model(self.desk.classroom.course, id),
        )


class Data(Handler):
    """What the page of a question asks for and sends, as JSON."""

    GET: ClassVar[dict[str, Callable[[Handler, View], dict[str, Any]]]] = {
        "items": lambda self, view: view.items(),
        "queue": lambda self, view: {
            "is_ready": bool(view.sheet.answers) and not self.settings["w2v_marking"].is_preparing(view.id),
            **view.queue(
                self.flag_of("everybodys"), self.flag_of("second"), self.get_query_argument("find", "")
            ),
        },
        "changes": lambda self, view: view.changes(
            whole(self.get_query_argument("newest", "0")), self.get_query_argument("key", ""), here=True
        ),
    }
    POST: ClassVar[dict[str, Callable[[View, dict[str, Any]], dict[str, Any]]]] = {
        "give": View.give,
        "flag": View.flag,
        "apart": View.pull_out,
        "items": View.change_item,
    }

    @web.authenticated
    @told
    def get(self, id: str, what: str) -> None:
        if what not in self.GET:
            raise NotThere("there is no such page")
        self.finish(self.GET[what](self, self.view(id)))

    @web.authenticated
    @told
    def post(self, id: str, what: str) -> None:
        if what not in self.POST:
            raise NotThere("there is no such page")
        self.finish(self.POST[what](self.view(id), self.sent()))


class EntryData(Handler):
    """One group, or one answer."""

    @web.authenticated
    @told
    def get(self, id: str, key: str) -> None:
        variant = whole(self.get_query_argument("variant", "0"))
        self.finish(self.view(id).entry(key, variant, self.flag_of("everything")))


class Undo(Handler):
    """Take back what this marker did last."""

    @web.authenticated
    @told
    def post(self) -> None:
        question, made = history.undone(self.desk.store, self.marker)
        marks = {self.desk.alias(one): mark_data(mark) for one, mark in made.items()}
        self.finish({"question": question, "marks": marks})


class Fair(Handler):
    """Counts and spread per marker and item, second readings, and who marks how much."""

    @web.authenticated
    @told
    def get(self) -> None:
        store, questions = self.desk.store, []
        for question in self.desk.questions:
            id = question.written_cell
            marks = {one: state.mark for one, state in store.states(id).items() if state.mark}
            readings = fairness.readings_of(store, id)
            questions.append(
                {
                    "id": id,
                    "title": question.title,
                    "markers": fairness.by_marker(list(marks.values())),
                    "items": fairness.by_item(list(marks.values())),
                    "names": {item.id: shown.told(item) for item in store.items(id).values()},
                    "readings": len(readings),
                    "apart": fairness.disagreements(marks, readings),
                }
            )
        self.page("fair.html", questions=questions, shares=fairness.shares_of(store, fairness.EVERY))

    @web.authenticated
    @told
    def post(self) -> None:
        sent = self.sent()
        shares, question = sent.get("shares", {}), sent.get("question", fairness.EVERY)
        known = [one.written_cell for one in self.desk.questions]
        if not isinstance(shares, dict) or question not in (fairness.EVERY, *known):
            raise Bad("shares are {marker: number}")
        some = {str(name)[:60]: number(weight) for name, weight in shares.items()}
        fairness.share_out(self.desk.store, question, some)
        self.finish({})


class File(Handler):
    """A picture that a student handed in."""

    @web.authenticated
    def get(self, alias: str, name: str) -> None:
        desk = self.desk
        known = {desk.alias(path.name): path for path in graded_in(desk.classroom).iterdir()}
        parts = pathlib.PurePosixPath(name).parts
        if alias not in known or ".." in parts or not name.lower().endswith(pictures.NAMES):
            raise web.HTTPError(404)
        path = known[alias].joinpath(desk.classroom.course.id, *parts)
        try:
            data = read_file(path, path.name, pictures.LARGEST)
        except Refused:
            raise web.HTTPError(404) from None
        kind = pictures.kind_of(data)
        if not kind:
            raise web.HTTPError(404)
        self.set_header("Content-Type", kind)
        self.finish(data)


ID, KEY = r"([\w.-]+)", r"([\w-]+)"
HANDLERS: list[tuple[str, type[web.RequestHandler], dict[str, Any]]] = [
    (r"/?", Overview, {}),
    (r"/fair", Fair, {}),
    (r"/undo", Undo, {}),
    (rf"/q/{ID}", QuestionPage, {}),
    (rf"/q/{ID}/e/{KEY}", EntryData, {}),
    (rf"/q/{ID}/(\w+)", Data, {}),
    (r"/file/(\w+)/([\w][\w ./-]*)", File, {}),
    (r"/static/(.*)", web.StaticFileHandler, {"path": str(STATIC)}),
]
