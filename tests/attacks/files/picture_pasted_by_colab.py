"""A picture that stands in a text as a long address, as Colab pastes it: it is attached, not refused.

graded: 65
"""

import base64
import io
import json
import random


def build(folder):
    from PIL import Image

    file = io.BytesIO()
    Image.frombytes("RGB", (200, 100), random.Random(0).randbytes(60_000)).save(file, "PNG")
    source = f"![photo](data:image/png;base64,{base64.b64encode(file.getvalue()).decode()})"
    content = json.loads((folder / "02_derivations.ipynb").read_text("utf-8"))
    content["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": source})
    (folder / "02_derivations.ipynb").write_text(json.dumps(content), "utf-8")
