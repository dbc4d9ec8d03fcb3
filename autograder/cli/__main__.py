"""`python -m autograder.cli`, where the command `w2v` is not on the PATH."""

import sys

from . import main

sys.exit(main())
