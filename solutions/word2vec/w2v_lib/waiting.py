"""How a given function takes it when what it builds on is missing or does not work (given).

A question that is not written yet, or a training that has not run yet, is no error: the cell says
what it waits for and gives None, and whatever is given that None says so in turn.
"""

import functools
import traceback
from pathlib import Path

import w2v_lib

CHECKS = {  # the question whose check tells more about a function
    "softmax": "softmax",
    "sigmoid": "sigmoid",
    "normalize_rows": "normalize-rows",
    "naive_softmax_loss_and_gradient": "naive-softmax",
    "negative_sampling_loss_and_gradient": "negative-sampling",
    "skipgram_loss_and_gradient": "skipgram",
    "sgd": "sgd",
    "sentence_features": "sentence-features",
    "choose_regularization": "sentiment",
}


class Trouble(Exception):
    """Something that the person at the keyboard can mend; its text says what, where and how."""


def waits_for(what):
    """Decorates a function whose arguments come from `what`, and are None until that is done."""

    def decorate(function):
        @functools.wraps(function)
        def patient(*given, **named):
            if any(argument is None for argument in given):
                return print(f"{function.__name__} waits for {what}.")
            try:
                return function(*given, **named)
            except NotImplementedError as unwritten:
                print(f"{str(unwritten).rstrip('.') or 'Something is not written yet'}; this cell waits for it.")
            except Trouble as trouble:
                print(trouble)

        return patient

    return decorate


def student(name):
    """The student's function of that name, as it stands in the file now."""
    try:
        return getattr(w2v_lib, name)
    except Exception as problem:
        raise Trouble(f"{name} cannot be read: {type(problem).__name__}: {problem}") from None


def trouble_in(name, problem):
    """The Trouble to raise when the student's function `name` stopped with `problem`."""
    where = ""
    for frame in traceback.extract_tb(problem.__traceback__):
        file = Path(frame.filename)
        if file.stem in w2v_lib.WRITTEN_BY_YOU:
            name = frame.name if frame.name in CHECKS else name
            where = f" in w2v_lib/{file.name}, line {frame.lineno}"
    return Trouble(
        f"{name} stopped{where}: {type(problem).__name__}: {problem}\n"
        f'check("{CHECKS[name]}") tells more; run it, then run this cell again.'
    )
