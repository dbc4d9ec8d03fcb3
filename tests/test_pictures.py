"""Pictures of derivations arrive: as files, in the formgrader, inside of the student's page."""

import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from commands import w2v
from downloads import below, zipped
from PIL import Image
from tiny import released_tiny

from autograder.gradebook import markdown, pages
from autograder.gradebook.illustrations import Embedded, Linked
from autograder.intake import pictures
from autograder.release import sample

LINKS = """![a](scan-1.png) ![b](scan-2.png) ![c](mine/step.png) ![d](Screen%20shot%2010.00.png)
![e](My scan.jpg) <img src="照片.png" alt="f"> ![again](scan-1.png) ![g](gone.png) ![h](https://x.org/scan-1.png)"""
NAMES = ["scan-1.png", "scan-2.png", "mine/step.png", "Screen shot 10.00.png", "My scan.jpg", "照片.png"]


def photo(colour, side=60):
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()


PHOTOS = {name: photo((40 * i, 0, 0), 3000 if i == 0 else 60) for i, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class that was collected and graded: the same pictures in folders, in a zip, beside a folder."""
    root = tmp_path_factory.mktemp("pictures")
    classroom = released_tiny(root)
    sample.write(classroom, root / "work")
    path = root / "work" / "01_pair.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "pair-weight-written":
            cell["source"] = LINKS
    path.write_text(json.dumps(notebook), "utf-8")
    files = (path for path in (root / "work").rglob("*") if path.is_file())
    work = {path.relative_to(root / "work").as_posix(): path.read_bytes() for path in files}
    elsewhere = below("homework/tiny", work) | below("photos", PHOTOS)
    packed = {
        "ada_1_1_w.zip": zipped(below("tiny", work | PHOTOS)),
        "bo_2_2_w.zip": zipped(below("x/y", work | PHOTOS)),
        "cy_3_3_w.zip": zipped(elsewhere),
        "dee_4_4_w.zip": zipped(work | {"scan-1.png": b"<script>"}),
    }
    classroom.downloads.mkdir(parents=True)
    (classroom.downloads / "class.zip").write_bytes(zipped(packed))
    assert w2v("collect", cwd=root).returncode == 0
    secret = classroom.handed_in("ada-1") / "submission_secret.txt"
    secret.write_text("0123456789abcdef")
    done = w2v("grade", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return classroom, done.stdout


@pytest.fixture(scope="module")
def feedback(graded):
    """{student: the page}."""
    classroom, _ = graded
    assert w2v("feedback", "--out", classroom.root / "pages", cwd=classroom.root).returncode == 0
    return {path.stem: path.read_text("utf-8") for path in (classroom.root / "pages").glob("*.html")}


@pytest.mark.parametrize("student", ["ada-1", "bo-2", "cy-3"])
def test_feedback_page_contains_each_picture_once_wherever_it_was(feedback, student):
    soup = BeautifulSoup(feedback[student], "html.parser")
    shown = [image.get("src", "") for image in soup.find_all("img") if image.get("alt") in set("abcdef")]
    assert len(shown) == 6 and all(re.match("data:image/(png|jpeg);base64,", source) for source in shown)
    assert len(set(shown)) == 6
    assert not re.search(r'src="(?!data:)', feedback[student])
    assert "a picture that is not here: g" in feedback[student]
    assert "a picture that is not here: h" in feedback[student]
    assert re.search(r"it is shown above: (photos/)?scan-1\.png", feedback[student])


def test_large_picture_is_scaled_for_pages_and_its_original_stays_in_submitted(graded):
    classroom, _ = graded
    assert (classroom.handed_in("ada-1") / "scan-1.png").read_bytes() == PHOTOS["scan-1.png"]
    with Image.open(classroom.autograded("ada-1") / "scan-1.png") as shown:
        assert max(shown.size) == pictures.LONGEST_SIDE


def test_what_is_no_picture_is_said_and_not_shown(graded, feedback):
    assert "the picture 'scan-1.png' is not shown" in graded[1]
    assert "a picture that is not here: a" in feedback["dee-4"] and "<script" not in feedback["dee-4"]


def test_formgrader_links_to_pictures_beside_the_notebook(graded):
    folder = graded[0].autograded("ada-1")
    context = {"cell": {}, "resources": {"metadata": {"path": str(folder)}}}
    shown = pages.markdown2html(context, LINKS)
    addresses = re.findall(r'src="([^"]*)"', shown)
    assert "Screen%20shot%2010.00.png" in addresses and "mine/step.png" in addresses
    assert len(addresses) == 7 and "data:" not in shown


def test_the_secret_of_nbgraders_exchange_reaches_autograded(graded):
    assert (graded[0].autograded("ada-1") / "submission_secret.txt").read_text() == "0123456789abcdef"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("scan.png", None),  # two scans: nobody guesses
        ("SCAN-1.PNG", "1"),
        ("../elsewhere/step.png", "3"),
        ("mine\\step.png", "3"),
        ("./mine/../mine/step.png", "3"),
        ("photo.jpg", "4"),  # a second upload of it is all there is
        ("/etc/scan-1.png", None),
        ("//x.org/scan-1.png", None),
        ("javascript:scan-1.png", None),
        ("file:scan-1.png", None),
    ],
)
def test_a_link_finds_its_picture_or_says_that_it_is_not_here(link, found):
    beside = {"scan-1.png": "1", "scan-2.png": "2", "mine/step.png": "3", "photo-1.jpg": "4"}
    shown = markdown.page(f'<img src="{link}" alt="x">', {}, beside)
    assert (f'src="{found}"' in shown) == bool(found)
    assert found or "src=" not in shown


@pytest.mark.parametrize(
    "text",
    [
        '<img alt="> <script>alert(1)</script>" src="scan-1.png">',
        """<img alt='" onerror=alert(1) x="' src='scan-1.png'>""",
        """<img title=' src="scan-1.png" onerror="alert(1)' src='scan-1.png'>""",
        '<img src="scan-1.png&quot; onerror=alert(1)">',
        '![> <script>alert(2)</script>" onerror=alert(1)](scan-1.png)',
    ],
)
def test_what_is_said_of_a_picture_never_leaves_its_attribute(text):
    shown = BeautifulSoup(markdown.page(text, {}, {"scan-1.png": "1"}), "html.parser")
    assert not shown.find_all("script")
    for image in shown.find_all("img"):
        assert image["src"] == "1" and set(image.attrs) <= {"src", "alt", "title"}


def test_one_picture_linked_many_times_is_in_a_page_once(tmp_path):
    (tmp_path / "a.png").write_bytes(PHOTOS["scan-2.png"])
    page = Embedded(tmp_path)
    shown = page.finished(markdown.page("![x](a.png) " * 500, {}, page.sources))
    assert shown.count("data:image/png") == 1 and shown.count("<img") == 500
    assert Linked(tmp_path).sources == {"a.png": "a.png"}
