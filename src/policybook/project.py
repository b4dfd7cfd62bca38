"""The project's folder, and the YAML files in it and in the package: read, and held against the form that they must have."""

from functools import lru_cache
from importlib import resources
from pathlib import Path

import yaml

from policybook.disk import read_bytes
from policybook.errors import PolicybookError


def find_root(start: Path | str | None = None) -> Path:
    """Return the project's folder: the nearest one above `start` that holds ``data/raw``."""
    here = Path(start or ".").resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise PolicybookError(f"{here}: no data/raw here or above; run this inside the project, or name it with --root")


#: libyaml's parser reads ten times as fast as the one in Python, which takes its place where a PyYAML was built without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache
def packaged(path: str) -> dict:
    """Return the content of a YAML file that comes with the package, e.g. ``tables/tables.schema.yml``."""
    return yaml.load(resources.files(__package__).joinpath(path).read_text("utf-8"), Loader=_Loader)


class _Plain(_Loader):
    """YAML in which a date stays the text that was typed, and a key stands once."""

    def construct_mapping(self, node, deep=False):
        """Refuse a key that stands twice: the second would replace the first in silence."""
        seen = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice", problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


#: How many lists and groups of entries may stand in one another; the files of the book have at most six.
DEEPEST = 100
#: The form of a text that must not be empty, and of one that may be.
TEXT, MAYBE_TEXT = "text", "text or empty"


def read_yaml(path: Path, form: object = None) -> object:
    """Read a YAML file; a date stays the text that was typed.

    Parameters
    ----------
    path : Path
    form : optional
        What the file must look like, see `check_form`; by default anything.

    Raises
    ------
    PolicybookError
        Where there is no such file, no YAML in it, or another form; names the file and the line or the entry.
    """
    data = read_bytes(path)
    try:
        _refuse_what_grows(data)
        content = yaml.load(data, Loader=_Plain)
    except RecursionError:
        raise PolicybookError(f"{path}: is nested deeper than any file of the book; write it flatter") from None
    except ValueError as error:  # a number of thousands of digits
        raise PolicybookError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None
    except yaml.reader.ReaderError as error:
        raise PolicybookError(f"{path}: cannot be read as UTF-8 text: {error.reason}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        last = data.rstrip(b"\n").count(b"\n")  # what is missing at the end is missed on the line after it
        place = f" line {min(mark.line, last) + 1}:" if mark else ""
        raise PolicybookError(f"{path}:{place} not valid YAML: {getattr(error, 'problem', error)}") from None
    if form is not None:
        check_form(path, content, form)
    return content


def _refuse_what_grows(data: bytes) -> None:
    """Refuse ``*name``, a few lines of which can stand for gigabytes, and what is nested past the stack of a parser in C."""
    depth = 0
    for event in yaml.parse(data, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            problem = "a reference (*name); write out what it stands for"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError


def check_form(path: Path, value: object, form: object, place: str = "") -> None:
    """Hold what a YAML file says against a form.

    Parameters
    ----------
    path : Path
        The file, for messages.
    value : object
        What it holds.
    form : object
        `TEXT`, `MAYBE_TEXT` or a type (``int``, ``bool``, ``float``); a list ``[form]``, ``[]`` allowed; a mapping ``{str: form}``
        with any texts as keys; a mapping with the names of its keys, those that may be missing with ``?`` behind; or a
        tuple of forms, of which one must fit. ``None`` in a tuple allows null.
    place : str, optional
        Where in the file, for messages.

    Raises
    ------
    PolicybookError
        Names the file, the place, and what should stand there.
    """
    wrong = _wrong(value, form, place)
    if wrong:
        raise PolicybookError(f"{path}: {wrong[0] + ': ' if wrong[0] else ''}{wrong[1]}")


def _wrong(value: object, form: object, place: str) -> tuple[str, str] | None:
    """Return the first place that does not fit, and what is wrong there."""
    if isinstance(form, tuple):
        found = [_wrong(value, one, place) for one in form]
        # The complaint that got deepest into the value is the one about the form that was meant.
        return None if None in found else max(found, key=lambda wrong: len(wrong[0]))
    if isinstance(form, list):
        if not isinstance(value, list):
            return place, f"must be a list, and is {_said(value)}"
        parts = ((_inside(place, _called(one, i)), one) for i, one in enumerate(value, 1))
        return next((wrong for at, one in parts if (wrong := _wrong(one, form[0], at))), None)
    if isinstance(form, dict):
        return _wrong_mapping(value, form, place)
    fits = {
        TEXT: isinstance(value, str) and bool(value.strip()),
        MAYBE_TEXT: isinstance(value, str),
        int: isinstance(value, int) and not isinstance(value, bool),
        float: isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"),
        bool: isinstance(value, bool),
        None: value is None,
    }[form]
    names = {int: "a whole number", float: "a number", bool: "true or false", None: "empty", TEXT: "a text"}
    return None if fits else (place, f"must be {names.get(form, 'a text')}, and is {_said(value)}")


def _wrong_mapping(value: object, form: dict, place: str) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return place, f"must be entries of the form `name: …`, and is {_said(value)}"
    if strange := [key for key in value if not isinstance(key, str)]:
        return place, f'{_said(strange[0])} is no name; put it in quotation marks ("…")'
    if str in form:
        parts = ((_inside(place, key), one, form[str]) for key, one in value.items())
    else:
        forms = {key.removesuffix("?"): one for key, one in form.items()}
        if lacking := next((key for key in form if not key.endswith("?") and key not in value), None):
            return place, f"lacks `{lacking}`"
        if unknown := next((key for key in value if key not in forms), None):
            return place, f"`{unknown[:40]}` is none of {', '.join(forms)}"
        parts = ((_inside(place, key), one, forms[key]) for key, one in value.items())
    return next((wrong for at, one, of in parts if (wrong := _wrong(one, of, at))), None)


def _inside(place: str, name: str) -> str:
    return f"{place}: {name[:60]}" if place else name[:60]


def _called(entry: object, number: int) -> str:
    """Name an entry of a list by its id, or by its number."""
    name = entry.get("id") or entry.get("zh") if isinstance(entry, dict) else None
    return name if isinstance(name, str) and name else f"entry {number}"


def _said(value: object) -> str:
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a group of entries"
    return "empty" if value in (None, "") else repr(value)[:60]
