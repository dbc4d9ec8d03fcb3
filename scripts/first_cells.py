"""Run the first cells of a notebook as a person does who opens it: python first_cells.py NOTEBOOK [KERNEL].

These are the cell that gets the course ready, the imports, and the first check. It ends with 0 if that check
says that nothing is written yet, which is right for a notebook as it was released.
"""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

SAID = "is not written yet"


def first_cells(path: pathlib.Path, kernel: str) -> str:
    """Run the cells up to the first check; return what that shows, as text."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and "%%answer" not in cell.source]
    wanted = next(cell for cell in code if "check(" in cell.source)
    notebook.cells = [*code[: code.index(wanted)], wanted]
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name=kernel, resources=where, allow_errors=True).execute()
    for cell in notebook.cells:
        for output in cell.outputs:
            if output.output_type == "stream" or output.output_type == "error":
                print(output.get("text") or "\n".join(output["traceback"]))
    return "".join(output.get("data", {}).get("text/plain", "") for output in wanted.outputs)


def main(notebook: str, kernel: str = "python3") -> int:
    """Say what the first check shows; return 0 if it is what a new notebook should show."""
    said = first_cells(pathlib.Path(notebook).resolve(), kernel)
    print("\n".join(said.splitlines()[:4]))
    return 0 if SAID in said else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
