"""All that reaches into nbgrader's inside; tests/test_compat.py says of each reach when it is gone."""

from typing import Any

from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.converters import Autograde, BaseConverter, GenerateAssignment


class WithoutCopying(BaseConverter):
    """Take the place of nbgrader's copying, which follows links: write what intake has read.

    Autograde.init_assignment calls its super's, which is this one where a class inherits from both.
    """

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        self.write_files(assignment_id, student_id)

    def write_files(self, assignment_id: str, student_id: str) -> None:
        """Write a submission's files to where they are graded."""
        raise NotImplementedError


def use(autograde: type[Autograde], generate: type[GenerateAssignment]) -> None:
    """Let nbgrader's commands and the formgrader's buttons use these converters."""
    autogradeapp.Autograde = api.Autograde = autograde
    generateassignmentapp.GenerateAssignment = api.GenerateAssignment = generate


def converted(exporter: Any, preprocessors: list[Any], notebook: Any, resources: Any) -> tuple[str, Any]:
    """Run a notebook through all preprocessors at once, where nbgrader goes over it twice."""
    exporter._preprocessors = []
    for preprocessor in preprocessors:
        exporter.register_preprocessor(preprocessor)
    return exporter.from_notebook_node(notebook, resources)


__all__ = ["Autograde", "WithoutCopying", "converted", "use"]
