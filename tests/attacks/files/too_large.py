"""A notebook that holds a film.

refused: more than 20 MB
"""

def build(folder):
    (folder / "film.mp4").write_bytes(bytes(21 * 2**20))
