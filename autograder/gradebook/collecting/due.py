"""Times of hand-ins, as nbgrader reads them."""

import datetime
import zoneinfo

from autograder.course import Course, CourseError

from ..book import BookError, Settings, opened
from .handins import Upload, in_zone

LEAST = datetime.timedelta(seconds=1)


def zone_of(course: Course) -> datetime.tzinfo | None:
    """Return the course's time zone; None is the machine's own. Raises CourseError."""
    if not course.time_zone:
        return None
    try:
        return zoneinfo.ZoneInfo(course.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as problem:
        said = (
            f'course.toml of {course.id}: there is no time zone {course.time_zone!r}; one is "Europe/Berlin"'
        )
        raise CourseError(said) from problem


def duedate(settings: Settings) -> datetime.datetime | None:
    """Return until when the assignment is due, as nbgrader knows it, in UTC; None where it does not."""
    try:
        with opened(settings) as gradebook:
            due: datetime.datetime | None = gradebook.find_assignment(settings.classroom.course.id).duedate
    except BookError:  # grading will say so
        return None
    return due.replace(tzinfo=datetime.UTC) if due else None


def timestamp(
    upload: Upload, zone: datetime.tzinfo | None, due: datetime.datetime | None
) -> datetime.datetime | None:
    """Return when an upload was made, in UTC; None where the platform does not say.

    One that is late, nobody says how much, was made a second after it was due.
    """
    when = in_zone(upload.when, zone).astimezone(datetime.UTC) if upload.when else None
    if upload.late and due and (when is None or when <= due):
        return due + LEAST
    return when


def written(when: datetime.datetime) -> str:
    """Return a time as nbgrader writes it."""
    return when.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
