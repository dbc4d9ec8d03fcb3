"""Courses: where one is, its manifest, its catalogue, its public part, and the classroom it is taught in."""

from .catalogue import BLANK_ANSWER, Catalogue, Question, UnknownQuestion, answer_cell, blank_formula
from .cells import grade_id
from .classroom import Classroom
from .course import CHECKOUT, Course, load
from .errors import CourseError, NoAccess, NoCourse
from .finding import course_at, public

__all__ = [
    "BLANK_ANSWER",
    "CHECKOUT",
    "Catalogue",
    "Classroom",
    "Course",
    "CourseError",
    "NoAccess",
    "NoCourse",
    "Question",
    "UnknownQuestion",
    "answer_cell",
    "blank_formula",
    "course_at",
    "grade_id",
    "load",
    "public",
]
