"""Forty archives, each within the limit.

refused: more than 20 MB
"""

import zipfile


def build(folder):
    for number in range(40):
        with zipfile.ZipFile(folder / f"{number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{number}.ipynb", bytes(2 * 10**7))
