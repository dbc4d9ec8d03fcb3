"""What the engine reaches for inside nbgrader is there, and still does what the engine counts on."""

import inspect
import pathlib

from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.converters import BaseConverter, GenerateAssignment
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.server_extensions.formgrader import formgrader
from traitlets.config import Config

from autograder.gradebook import compat, configure
from autograder.gradebook.autograde import TrustedAutograde
from autograder.gradebook.entering import NO_RESPONSE
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


def test_a_converter_asks_init_destination_first_and_writes_in_what_ours_leaves_out():
    steps = [
        "self.init_destination(",
        "self.run_pre_convert_hook()",
        "self.init_assignment(",
        "self.set_permissions(",
    ]
    text = source(BaseConverter.convert_notebooks)
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert {"init_destination", "init_assignment", "set_permissions"} <= vars(TrustedAutograde).keys()


def test_a_penalty_is_that_of_nbgraders_plugin_within_its_bounds():
    text = source(AssignLatePenalties.preprocess)
    assert "self.plugin_inst.late_submission_penalty(" in text and "self._check_late_penalty(" in text
    assert "self.init_plugin()" in text


def test_nbgrader_still_removes_a_release_that_fails():
    """Once it does not, WholeRelease is no longer needed."""
    assert "Removing failed assignment" in source(BaseConverter.convert_notebooks)
    assert GenerateAssignment.convert_notebooks is BaseConverter.convert_notebooks


def test_the_formgrader_still_has_the_menu_and_the_handlers_that_the_marking_is_added_to():
    templates = pathlib.Path(inspect.getfile(formgrader)).with_name("templates")
    base = (templates / "base.tpl").read_text("utf-8")
    assert compat.MENU.search(base) and "{%- block sidebar -%}" in base
    load = source(formgrader.load_jupyter_server_extension)
    assert load.index("formgrader.initialize([])") < load.index("formgrader.init_handlers(webapp)")


def test_scores_and_comments_are_kept_as_nbgrader_keeps_them():
    """entering.py does, in one transaction, what this preprocessor does cell by cell."""
    text = source(SaveAutoGrades)
    assert "(grade.manual_score is not None) or (grade.auto_score is None)" in text
    assert f'comment.auto_comment = "{NO_RESPONSE}"' in text
