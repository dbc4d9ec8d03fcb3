"""A course inside the submission, whose solutions would be run as the reference.

graded: 65
"""

def build(folder):
    (folder / "nbgrader_config.py").write_text("raise SystemExit")
    (folder / "solutions" / "word2vec" / "w2v_lib").mkdir(parents=True)
    (folder / "solutions" / "word2vec" / "w2v_lib" / "__init__.py").write_text("open('was-here', 'w')")
