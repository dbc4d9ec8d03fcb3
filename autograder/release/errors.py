"""The error of a release that cannot be made."""

from autograder.course import CourseError


class ReleaseError(CourseError):
    """The assignment cannot be released as it is; the text says why, and what to do."""
