"""A crash at any moment leaves the last whole checkpoint."""

import numpy as np
import pytest

from w2v_lib import checkpoints

X0 = np.array([4.0, 2.0])


def test_nothing_is_kept_unless_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkpoints.save(1000, X0)
    step, x = checkpoints.resume(X0)
    assert step == 0 and x is not X0 and (x == X0).all()
    assert not list(tmp_path.iterdir())


def test_the_last_step_that_was_due_is_resumed(tmp_path):
    with checkpoints.kept_in(tmp_path / "run", every=3, extras=lambda: {"losses": [1.0, 2.0]}) as kept:
        for step in range(1, 9):
            checkpoints.save(step, X0 / step)
        step, x = checkpoints.resume(X0)
        assert step == 6
        np.testing.assert_array_equal(x, X0 / 6)
        np.testing.assert_array_equal(kept.latest()["losses"], [1.0, 2.0])
    assert checkpoints.resume(X0)[0] == 0


def test_the_newest_two_are_kept(tmp_path):
    with checkpoints.kept_in(tmp_path, every=1):
        for step in range(1, 12):
            checkpoints.save(step, X0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-000000010.npz", "step-000000011.npz"]


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-200], lambda whole: b"", lambda whole: b"no zip at all"]
)
def test_a_damaged_newest_one_gives_way_to_the_older(tmp_path, capsys, damage):
    with checkpoints.kept_in(tmp_path, every=1):
        checkpoints.save(1, X0)
        checkpoints.save(2, X0 / 2)
        newest = tmp_path / "step-000000002.npz"
        newest.write_bytes(damage(newest.read_bytes()))
        step, x = checkpoints.resume(X0)
    assert step == 1
    np.testing.assert_array_equal(x, X0)
    assert "step-000000002.npz cannot be read" in capsys.readouterr().out


def test_flipped_bits_are_noticed(tmp_path):
    with checkpoints.kept_in(tmp_path, every=1):
        checkpoints.save(1, X0)
        checkpoints.save(2, np.arange(1000.0))
        newest = tmp_path / "step-000000002.npz"
        bits = bytearray(newest.read_bytes())
        bits[len(bits) // 2] ^= 255
        newest.write_bytes(bits)
        assert checkpoints.resume(X0)[0] == 1


def test_a_crash_while_writing_leaves_the_one_before(tmp_path, monkeypatch):
    def crash(*_):
        raise KeyboardInterrupt

    with checkpoints.kept_in(tmp_path, every=1):
        checkpoints.save(1, X0)
        with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
            broken.setattr("os.replace", crash)
            checkpoints.save(2, X0 / 2)
        assert checkpoints.resume(X0)[0] == 1
        checkpoints.save(3, X0 / 3)
        assert checkpoints.resume(X0)[0] == 3


def test_clear_removes_all_checkpoints(tmp_path):
    with checkpoints.kept_in(tmp_path, every=1) as kept:
        checkpoints.save(1, X0)
        kept.clear()
        assert checkpoints.resume(X0)[0] == 0
