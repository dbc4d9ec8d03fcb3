"""A small tar that unpacks to a gigabyte.

refused: more than 20 MB
"""

import gzip
import tarfile


def build(folder):
    header = tarfile.TarInfo("x")
    header.size = 2**30
    with gzip.open(folder / "x.tgz", "wb", compresslevel=9) as file:
        file.write(header.tobuf())
        for _ in range(64):
            file.write(bytes(2**20))
