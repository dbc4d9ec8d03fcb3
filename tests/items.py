"""Items of work for a process with limits: some take more than they may."""

import os

from autograder.intake import Refused

KEPT = []


def nothing():
    """Warm nothing up."""


def doubled(x):
    return 2 * x


def endless():
    while True:
        pass


def greedy():
    return len([bytearray(2**20) for _ in range(600)])


def deep():
    return deep()


def ends():
    os._exit(3)


def refuses():
    raise Refused("it is not one")


def starts_a_program():
    os.fork()


def gives_an_object():
    return object()


def counted_calls():
    KEPT.append(1)
    return len(KEPT)
