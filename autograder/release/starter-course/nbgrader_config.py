"""Make stock `nbgrader` commands and the formgrader use this project's release and grading."""

from autograder.gradebook import configure

configure(get_config())  # noqa: F821  nbgrader provides get_config
