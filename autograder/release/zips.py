"""Zips that have the same bytes whenever they are made."""

import io
import pathlib
import zipfile
from collections.abc import Collection, Mapping

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_zip(
    target: pathlib.Path, files: Mapping[str, bytes], programs: Collection[str] = ()
) -> pathlib.Path:
    """Write a zip of {name: content}; the same bytes whenever it is made. `programs` may be run."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(zipped(files, programs))
    return target


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of {name: content}, as above."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.external_attr = (0o755 if name in programs else 0o644) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
