"""Downloads of learning platforms, made in bytes as each of them packs its own."""

import io
import tarfile
import zipfile

import py7zr

WHEN = (2026, 1, 2, 10, 0, 0)


def zipped(files, when=WHEN):
    """The bytes of a zip of {name: bytes}."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), data)
    return buffer.getvalue()


def tarred(files, mode="w:xz"):
    """The bytes of a tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def sevened(files, **how):
    """The bytes of an archive of 7-Zip."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **how) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def below(folder, files):
    """The same files in a folder."""
    return {f"{folder}/{name}": data for name, data in files.items()}


RAR = b"Rar!\x1a\x07\x01\x00" + bytes(99)
GRADESCOPE = """---
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ada@example.org
  - :name: Grace Hopper
    :sid: '200'
    :email: grace@example.org
  :created_at: 2026-01-02 09:11:12.365935000 Z
  :score: !ruby/object:BigDecimal 18:0.1e1
  :history: []
submission_13:
  :submitters:
  - :name: 李雷
    :sid:
    :email: lilei@example.org
  :created_at: 2026-01-02 10:11:12.365935000 Z
"""


def platforms(work):
    """{platform: (its download, {student's id: time in UTC, or ""})} of two or three students' `work`.

    The course is in Berlin, an hour ahead.
    """
    packed = zipped(below("tiny", work))
    folder = below("submission_12", work) | below("submission_13", work)
    return {
        "canvas": (
            zipped({"lovelaceada_1_11_tiny.zip": packed, "hoppergrace_LATE_2_12_tiny-1.zip": packed}),
            {"lovelaceada-1": "", "hoppergrace-2": ""},
        ),
        "moodle, in folders": (
            zipped(
                {"Ada Lovelace_1_assignsubmission_file/tiny.zip": packed}
                | below("王小明_2_assignsubmission_file_", work)
            ),
            {"ada-lovelace-1": "", "王小明-2": ""},
        ),
        "moodle": (
            zipped({"Ada Lovelace_1_assignsubmission_file_tiny.zip": packed}),
            {"ada-lovelace-1": ""},
        ),
        "blackboard": (
            zipped(
                {
                    "HW_1_alovelace_attempt_2026-01-02-10-11-12_tiny.zip": packed,
                    "HW_1_alovelace_attempt_2026-01-02-10-11-12.txt": b"Name: Ada Lovelace (alovelace)\n",
                }
            ),
            {"alovelace": "2026-01-02 09:11:12"},
        ),
        "brightspace": (
            zipped(
                {
                    "12-34 - Ada Lovelace - Jan 2, 2026 911 PM/tiny.zip": packed,
                    "13-34 - Mary-Ann (MA) Smith - Jan 2, 2026 1111 AM/tiny.zip": packed,
                    "index.html": b"<html>",
                }
            ),
            {"ada-lovelace-12": "2026-01-02 20:11:00", "mary-ann-ma-smith-13": "2026-01-02 10:11:00"},
        ),
        "ilias": (
            zipped(
                {
                    "Abgaben/Lovelace_Ada_ada1_4711/tiny.zip": packed,
                    "Abgaben/Team 3/Hopper_Grace_gh_12/Late Submission - tiny.zip": packed,
                }
            ),
            {"lovelace-ada-ada1-4711": "", "hopper-grace-gh-12": ""},
        ),
        "gradescope": (
            zipped(below("assignment_7_export", {"submission_metadata.yml": GRADESCOPE.encode()} | folder)),
            {
                "ada-lovelace-100": "2026-01-02 09:11:12",
                "grace-hopper-200": "2026-01-02 09:11:12",
                "李雷-lilei": "2026-01-02 10:11:12",
            },
        ),
        "folder of zips": (
            zipped({"all/ada.zip": packed, "all/Grace H.zip": packed, "all/b[1].tar.xz": tarred(work)}),
            {"ada": "", "Grace H": "", "b-1": ""},
        ),
        "one hand-in": (packed, {"class": ""}),
    }
