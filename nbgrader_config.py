"""Makes stock `nbgrader` commands and the formgrader use this course's release and grading."""

from autograder.nbgrader_plugin import configure

configure(get_config())  # noqa: F821  nbgrader provides get_config
