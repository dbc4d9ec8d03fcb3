"""More files than any course needs.

refused: more than 200 files
"""

def build(folder):
    for number in range(300):
        (folder / f"file-{number}.txt").write_text("")
