"""The command w2v: its exit codes mean what they say, and --json prints one JSON object."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from commands import w2v, w2v_process
from conftest import COURSE, ROOT, SOLUTIONS, copy_classroom

from autograder.cli import main, terminal
from autograder.release import sample

FIELDS = {"question", "check", "status", "points", "max_points", "message", "hint"}
CODE_POINTS = sum(q.check_points for q in COURSE.catalogue)


def test_help_lists_the_commands_and_exit_codes():
    said = w2v_process("--help").stdout
    for command in ("questions", "check", "release", "data", "train", "demo", "doctor"):
        assert f"w2v {command}" in said
    assert "exit codes" in said


def test_command_alone_prints_its_help():
    done = w2v()
    assert (done.returncode, done.stderr) == (0, "") and "w2v check" in done.stdout


@pytest.mark.parametrize("typed, meant", [("chek", "check"), ("Progres", "progress"), ("trian", "train")])
def test_misspelled_command_is_answered_with_the_nearest(typed, meant):
    done = w2v(typed)
    assert (done.returncode, done.stdout) == (2, "") and f"Did you mean {meant}?" in done.stderr
    assert "Did you mean" not in w2v("xyzzy").stderr


# ---------------------------------------------------------------- terminals and keys


SAID = "ŷ ≠ σ(x) – “naïve” 당 ✓"
READ = {  # what a terminal of each encoding shows of it
    "utf-8": SAID,
    "ascii": 'y^ != sigma(x) - "naive" ? +',
    "cp1252": "y^ != sigma(x) – “naïve” ? +",
    "cp437": 'y^ != σ(x) - "naïve" ? +',
    "gbk": "y^ ≠ σ(x) – “naive” ? +",
}


@pytest.mark.parametrize("encoding", READ)
@pytest.mark.parametrize(
    "words", ["", "progress", "answer neg-reuse", "answer --language", "questions", "doctor"]
)
def test_output_fits_the_terminals_encoding(encoding, words, monkeypatch):
    streams = [io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2)]
    monkeypatch.chdir(SOLUTIONS)
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    main(words.split())
    print(SAID)  # as the given functions print
    streams[0].flush()
    said = streams[0].buffer.getvalue()
    assert said and not streams[1].buffer.getvalue()
    assert said.splitlines()[-1].decode(encoding) == READ[encoding]


def test_signs_without_a_plain_form_are_few():
    """Nothing that the engine or the course says in a terminal ends up as a question mark."""
    said = "".join(
        w2v(*words.split(), cwd=SOLUTIONS).stdout for words in ("", "progress", "answer --language")
    )
    assert "?" not in terminal.plain("".join(sign for sign in said if not sign.isascii()))


@pytest.fixture
def interrupted(classroom, tmp_path):
    """A student's folder in which Ctrl-C is pressed while skipgram_loss_and_gradient computes."""
    folder = tmp_path / "word2vec"
    sample.write(classroom, folder)
    with open(folder / "w2v_lib" / "word2vec.py", "a", encoding="utf-8") as file:
        file.write("\n\ndef skipgram_loss_and_gradient(*_):\n    raise KeyboardInterrupt\n")
    return folder


@pytest.mark.parametrize(
    "words, said", [("check skipgram", "Stopped in w2v_lib/word2vec.py"), ("train --corpus toy", "stopped")]
)
def test_control_c_exits_with_130_and_says_so(interrupted, words, said):
    done = w2v(*words.split(), cwd=interrupted)
    assert done.returncode == 130 and f"w2v: {said}" in done.stderr and "Traceback" not in done.stderr


PRESSED = """
import subprocess
import sys
class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
from autograder.cli import main
sys.exit(main(["questions"]))
"""


@pytest.mark.parametrize("loading", ["autograder.cli.commands", "click", "numpy", "autograder.answers"])
def test_control_c_while_the_program_is_loaded_exits_with_130(loading):
    command = [sys.executable, "-c", PRESSED, loading]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "w2v: stopped\n")


def test_next_to_nothing_is_loaded_before_control_c_is_obeyed():
    code = "import sys, autograder.cli; print(*{name.split('.')[0] for name in sys.modules}, sep='\\n')"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "autograder" in loaded and not {"click", "numpy", "typing", "IPython"} & set(loaded)


def test_questions_lists_the_catalogue():
    listed = json.loads(w2v_process("questions", "--json").stdout)
    assert [q["id"] for q in listed["questions"]] == [q.id for q in COURSE.catalogue]
    assert listed["points"] == COURSE.catalogue.points
    said = w2v("questions").stdout
    assert all(q.id in said for q in COURSE.catalogue)


def test_page_of_handouts_is_up_to_date():
    assert w2v("questions", "--by-handout").stdout == (ROOT / "docs" / "handouts.md").read_text("utf-8")


def test_check_passes_the_reference_and_prints_its_points():
    done = w2v("check", cwd=SOLUTIONS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CODE_POINTS} of {CODE_POINTS} points" in done.stdout


def test_check_of_the_release_says_what_is_unwritten(classroom):
    done = w2v("check", "naive-softmax", cwd=classroom.release)
    assert done.returncode == 1
    assert "naive-softmax is not written yet: it belongs in w2v_lib/word2vec.py." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_check_json_holds_every_result_and_the_points(classroom):
    done = w2v_process("check", "softmax", "sgd", "--json", cwd=classroom.release)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and set(found) >= {"results", "points", "max_points"}
    assert all(set(r) == FIELDS for r in found["results"])
    assert {r["question"] for r in found["results"]} == {"softmax", "sgd"}
    assert {r["status"] for r in found["results"]} == {"failed", "could-not-check"}
    assert (found["points"], found["max_points"]) == (0, 10)


def test_check_of_a_submission_uses_hidden_draws_and_shows_no_values(classroom, tmp_path):
    folder = classroom.root / "handed-in" / "gil"
    if not folder.exists():
        sample.write(classroom, folder, wrong=["repeats-counted-once"])
    done = w2v("check", "--submission", folder, "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and found["points"] < found["max_points"] == CODE_POINTS
    failed = [r for r in found["results"] if r["status"] == "failed"]
    assert {r["question"] for r in failed} == {"negative-sampling"}
    assert "drawn twice" in failed[0]["hint"] and "expected  " not in failed[0]["message"]
    assert (classroom.root / ".w2v_secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["check", "naive-sotfmax"], 2, "Did you mean naive-softmax"),
        (["check", "naive-zero"], 2, "answered in writing"),
        (["check", "--submission", "nowhere"], 2, "no submission"),
        (["no-such-command"], 2, "No such command"),
        (["release", "--course", "/"], 2, "solutions"),
    ],
)
def test_wrong_call_exits_with_2_and_says_what_is_wrong(words, code, said):
    done = w2v(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr


def test_check_exits_with_3_where_there_is_no_library(tmp_path):
    done = w2v("check", cwd=tmp_path)
    assert done.returncode == 3 and "there is no w2v_lib" in done.stderr


def test_check_exits_with_3_without_the_table_and_says_where_to_get_it(classroom, tmp_path):
    import shutil

    shutil.copytree(classroom.release / "w2v_lib", tmp_path / "w2v_lib")
    (tmp_path / "w2v_lib" / "expected.json").unlink()
    done = w2v("check", cwd=tmp_path)
    assert done.returncode == 3 and "from the release again" in done.stderr


def test_release_refuses_to_overwrite_work(tmp_path):
    classroom = copy_classroom(tmp_path)
    assert w2v_process("release", cwd=tmp_path).returncode == 0
    assert (tmp_path / "build" / "release" / "word2vec.zip").is_file()
    (classroom.release / "w2v_lib" / "sentiment.py").write_text("mine")
    done = w2v("release", cwd=tmp_path)
    assert done.returncode == 1 and "sentiment.py" in done.stderr
    assert (classroom.release / "w2v_lib" / "sentiment.py").read_text() == "mine"


FIRST_HOUR = "Python environment PATH kernel folder disk port proxy treebank sandbox"


def test_doctor_knows_the_errors_of_the_first_hour_and_their_fix(tmp_path):
    """Each of them is provoked in tests/test_first_hour.py, tests/test_data.py or tests/test_tiers.py."""
    found = json.loads(w2v("doctor", "--json").stdout)["findings"]
    assert {f["what"] for f in found} >= {*FIRST_HOUR.split(), "numpy", "w2v-autograder", "chromium"}
    without = w2v_process("doctor", PATH="/nowhere").stdout
    assert "bubblewrap is not installed" in without and "bin/activate" in without


def test_train_writes_its_files_and_picks_up_its_checkpoint(tmp_path):
    done = w2v_process("train", "--corpus", "toy", "--steps", "60", "--out", tmp_path, cwd=SOLUTIONS)
    assert done.returncode == 0, done.stderr
    assert "generated" in done.stdout and "test, two classes" in done.stdout
    assert {"loss.png", "words.svg", "vectors.npz", "vectors.txt", "summary.json"} <= {
        p.name for p in tmp_path.iterdir()
    }
    assert "Trained by the batched step" in done.stdout and "which agrees with your functions" in done.stdout
    again = w2v("train", "--corpus", "toy", "--steps", "60", "--out", tmp_path, cwd=SOLUTIONS)
    assert "taken from its checkpoint" in again.stdout


def test_train_on_a_text_file_writes_vectors_that_gensim_reads_exactly(tmp_path):
    from gensim.models import KeyedVectors

    text = tmp_path / "mine.txt"
    text.write_text("\ufeff" + "The cat sat on the mat.\n\nA dog, the cat's friend — naïve!\n" * 40, "utf-8")
    options = "--recipe quality --steps 40 --seed 3 --trainer yours".split()
    done = w2v("train", "--corpus", text, *options, "--out", tmp_path / "out", cwd=SOLUTIONS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Trained by your own functions" in done.stdout and "two classes" not in done.stdout
    kept = np.load(tmp_path / "out" / "vectors.npz")
    read = KeyedVectors.load_word2vec_format(tmp_path / "out" / "vectors.txt", datatype=np.float64)
    assert list(read.index_to_key) == list(kept["words"]) and "naïve" in read
    np.testing.assert_array_equal(read.vectors, kept["center_vecs"])


@pytest.mark.parametrize(
    "name, content", [("nothing.txt", None), ("empty.txt", b"\n\n"), ("latin.txt", b"caf\xe9 au lait\n")]
)
def test_train_names_a_text_that_it_cannot_read(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = w2v("train", "--corpus", tmp_path / name, "--out", tmp_path / "out", cwd=SOLUTIONS)
    assert done.returncode == 2 and name in done.stderr and "Traceback" not in done.stderr


def test_train_lists_the_recipes_where_one_is_unknown(tmp_path):
    done = w2v("train", "--corpus", "toy", "--recipe", "soup", "--out", tmp_path, cwd=SOLUTIONS)
    assert done.returncode == 1 and "no recipe 'soup'; there are picture, handout, quality" in done.stdout


def test_train_without_functions_says_what_is_unwritten(classroom, tmp_path):
    done = w2v("train", "--corpus", "toy", "--out", tmp_path, cwd=classroom.release)
    assert done.returncode == 1 and "not written yet" in done.stdout and "Traceback" not in done.stderr


def test_train_names_what_is_wrong_with_the_call(tmp_path):
    (tmp_path / "a_file").write_text("")
    (tmp_path / "two.txt").write_text("the cat sat\non the mat\n")
    command, out = ["train", "--corpus", tmp_path / "two.txt"], ["--out", tmp_path / "out"]
    for words, said in (
        (["--out", tmp_path / "a_file" / "sub"], "cannot be a folder for what is learned"),
        (["--corpus", tmp_path / "none.txt", *out], "none.txt cannot be read: No such file"),
    ):
        done = w2v(*command, *words, cwd=SOLUTIONS)
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    done = w2v(*command, "--steps", 0, *out, cwd=SOLUTIONS)
    assert done.returncode == 1 and "steps is a whole number, 1 or more; not 0" in done.stdout
