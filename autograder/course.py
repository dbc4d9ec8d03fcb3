"""Where a course's folders lie, and the secret from which hidden inputs are drawn."""

import contextlib
import hashlib
import hmac
import os
import pathlib
import secrets
import tempfile
from dataclasses import dataclass

ASSIGNMENT = "word2vec"


@dataclass(frozen=True)
class Course:
    """A course's root folder: solutions/, assignments/, submitted/ and so on."""

    root: pathlib.Path

    @classmethod
    def around(cls, folder):
        """The course that `folder` lies in: the nearest folder above with an nbgrader_config.py, or itself."""
        folder = pathlib.Path(folder).resolve()
        roots = [path for path in (folder, *folder.parents) if (path / "nbgrader_config.py").is_file()]
        return cls(roots[0] if roots else folder)

    @property
    def solutions(self):
        return self.root / "solutions" / ASSIGNMENT

    @property
    def release(self):
        return self.root / "assignments" / ASSIGNMENT

    def secret(self):
        """The course's secret, made on first use, readable by its owner only."""
        path = self.root / ".w2v_secret"
        if not path.exists():
            handle, unfinished = tempfile.mkstemp(dir=self.root, prefix=".w2v_secret-")  # mode 600
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
            with contextlib.suppress(FileExistsError):  # another process was faster: its secret counts
                os.link(unfinished, path)
            os.unlink(unfinished)
        secret = path.read_bytes()
        if len(secret) != 32:
            raise ValueError(f"{path} is damaged: delete it, and grade all submissions again")
        return secret

    def key(self, submission):
        """What a submission's hidden inputs are drawn from."""
        return hmac.new(self.secret(), str(submission).encode(), hashlib.sha256).hexdigest()
