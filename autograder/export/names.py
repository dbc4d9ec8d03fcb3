"""Names and numbers of people, however a platform writes them."""

import re
import unicodedata


def digits(text: str) -> str:
    """Return the number that ends a text such as "Participant 12345"; or nothing."""
    found = re.search(r"\d+$", text.strip())
    return found[0] if found else ""


def spellings(text: str) -> set[str]:
    """Return a name in letters alone, beginning with each of its words: first or last name first."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    last, comma, first = plain.partition(",")
    words = re.findall(r"[^\W\d_]+", f"{first} {last}" if comma else plain)
    return {"".join(words[i:] + words[:i]) for i in range(len(words))}
