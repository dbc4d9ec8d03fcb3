"""What can be wrong with a course."""


class CourseError(Exception):
    """A course is not as it should be; the text names the file and what belongs in it."""


class NoCourse(CourseError):
    """No course was found; the text says where one was looked for."""


class NoAccess(CourseError):
    """This account, or this machine, cannot use a file of the course; the text says which and what to do."""
