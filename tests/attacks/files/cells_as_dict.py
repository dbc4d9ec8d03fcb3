"""A notebook whose cells are no list.

refused: no list of at most 500 cells
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}')
