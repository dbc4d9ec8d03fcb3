"""What the engine reaches for inside nbgrader is there, and still does what the engine counts on."""

import inspect
import pathlib

from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.converters import Autograde, BaseConverter, GenerateAssignment
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.server_extensions.formgrader import formgrader
from traitlets.config import Config

from autograder.gradebook import compat, configure
from autograder.gradebook.autograde import TrustedAutograde
from autograder.gradebook.compat import WithoutCopying
from autograder.release.whole import WholeRelease


def source(function):
    return inspect.getsource(function)


def test_commands_and_buttons_look_their_converters_up_by_these_names(monkeypatch):
    for module, name in [
        (autogradeapp, "Autograde"),
        (api, "Autograde"),
        (generateassignmentapp, "GenerateAssignment"),
        (api, "GenerateAssignment"),
    ]:
        assert f"{name}(coursedir=self.coursedir, parent=self)" in inspect.getsource(module)
        monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
    configure(Config())
    assert autogradeapp.Autograde is api.Autograde is TrustedAutograde
    assert generateassignmentapp.GenerateAssignment is api.GenerateAssignment is WholeRelease


def test_autograde_copies_files_through_its_super_whose_place_ours_takes():
    assert "super(Autograde, self).init_assignment(assignment_id, student_id)" in source(
        Autograde.init_assignment
    )
    order = TrustedAutograde.__mro__
    assert order.index(Autograde) < order.index(WithoutCopying) < order.index(BaseConverter)


def test_autograde_still_goes_over_a_notebook_twice():
    assert source(Autograde.convert_single_notebook).count("self._sanitizing") >= 2
    assert "self.exporter._preprocessors = []" in source(Autograde)


def test_a_converter_writes_to_where_format_dest_says():
    for function in (BaseConverter.write_single_notebook, BaseConverter.init_assignment):
        assert "self._format_dest(" in source(function)
    assert "self._format_dest(" in source(BaseConverter.set_permissions)


def test_nbgrader_still_removes_a_release_that_fails():
    """Once it does not, WholeRelease is no longer needed."""
    assert "Removing failed assignment" in source(BaseConverter.convert_notebooks)
    assert GenerateAssignment.convert_notebooks is BaseConverter.convert_notebooks


def test_scores_are_saved_through_add_score():
    assert "self._add_score(cell, resources)" in source(SaveAutoGrades)


def test_the_formgrader_still_has_the_menu_and_the_handlers_that_the_marking_is_added_to():
    templates = pathlib.Path(inspect.getfile(formgrader)).with_name("templates")
    base = (templates / "base.tpl").read_text("utf-8")
    assert compat.MENU.search(base) and "{%- block sidebar -%}" in base
    load = source(formgrader.load_jupyter_server_extension)
    assert load.index("formgrader.initialize([])") < load.index("formgrader.init_handlers(webapp)")
