"""`python -m autograder.marking FOLDER`: get ready what the page shows, in a process of its own."""

import sys

from .preparing import main

if __name__ == "__main__":
    main(sys.argv[1])
