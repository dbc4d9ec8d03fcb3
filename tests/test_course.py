"""Finding the course that is meant: in a classroom, in a student's folder, and where there are several."""

import shutil

import pytest
from conftest import COURSE, ROOT, SOLUTIONS
from tiny import TINY, copy_tiny

from autograder.course import Classroom, Course, CourseError, NoCourse, course_at


@pytest.fixture
def two(tmp_path):
    """A classroom in which two courses are taught."""
    classroom = copy_tiny(tmp_path)
    shutil.copytree(TINY, tmp_path / "solutions" / "other")
    manifest = tmp_path / "solutions" / "other" / "course.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('id = "tiny"', 'id = "other"'), "utf-8")
    return classroom.root


def test_course_is_found_from_every_folder_of_the_classroom():
    for folder in (ROOT, SOLUTIONS, SOLUTIONS / "w2v_lib", ROOT / "assignments" / "word2vec"):
        assert course_at(folder) == COURSE


def test_course_of_a_folder_outside_is_the_checkouts(tmp_path):
    assert course_at(tmp_path).folder == SOLUTIONS


@pytest.mark.parametrize("place", ["solutions/other", "assignments/other", "submitted/ada/other"])
def test_one_of_two_courses_is_meant_by_its_folder(two, place):
    (two / place).mkdir(parents=True, exist_ok=True)
    assert course_at(two / place).id == Classroom.around(two / place).course.id == "other"
    assert course_at(two, "tiny").id == "tiny"


def test_two_courses_are_named_where_neither_is_meant(two):
    with pytest.raises(NoCourse, match=r"does not say which course is meant\. There are: other, tiny\."):
        course_at(two)
    with pytest.raises(NoCourse, match="there is no course third here; there are: other, tiny"):
        course_at(two, "third")


def test_folder_above_the_classroom_does_not_choose_a_course(tmp_path):
    (tmp_path / "other").mkdir()
    classroom = copy_tiny(tmp_path / "other" / "class")
    assert classroom.course.id == "tiny"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('id = "tiny"\n', "", "has no id"),
        ('id = "tiny"', 'id = "tiny"\ncolour = "red"', "has an unknown entry 'colour'"),
        ('id = "tiny"', "id = tiny", "is not valid TOML"),
    ],
)
def test_faulty_manifest_is_told_in_one_sentence(tmp_path, old, new, said):
    text = (TINY / "course.toml").read_text("utf-8")
    (tmp_path / "course.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CourseError, match=said):
        Course.read(tmp_path)


def test_module_that_the_public_part_lacks_is_named():
    course = Course.read(TINY)
    assert course.public_text("functions.py") == "" and course.functions.MAKERS == {}
    with pytest.raises(CourseError, match=r"the course tiny has no public/checks/nothing\.py"):
        course.public("checks.nothing")
