"""The glossary: the file ``data/vocab/glossary.yml`` comes in, checked entries go out."""

from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, read_yaml

FORM = {"fields": {str: TEXT}, "terms": [{"field": TEXT, "zh": TEXT, "pinyin": TEXT, "en": TEXT, "note?": TEXT}]}

# -------------------------------------------------------------------------------------------- glossary and citation


def read_glossary(path: Path) -> dict:
    """Read the glossary: ``fields`` (key to heading) and ``terms`` (``zh``, ``pinyin``, ``en``, ``field``, maybe ``note``)."""
    glossary = read_yaml(path, FORM)
    fields, terms = glossary["fields"], glossary["terms"]
    seen: set[str] = set()
    for term in terms:
        if term["field"] not in fields:
            raise PolicybookError(f"{path}: {term['zh']}: field: {term['field']!r} is none of {', '.join(fields)}")
        if term["zh"] in seen:
            raise PolicybookError(f"{path}: {term['zh']} stands there twice")
        seen.add(term["zh"])
    return glossary
