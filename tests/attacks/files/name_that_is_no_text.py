"""A file name that is no UTF-8.

refused: cannot be printed
"""

def build(folder):
    open(bytes(folder) + b"/\xff\xfe.txt", "w").close()
