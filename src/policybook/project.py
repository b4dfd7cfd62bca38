"""The project's folder, and the YAML files in it and in the package."""

from functools import lru_cache
from importlib import resources
from pathlib import Path

import yaml

from policybook.errors import PolicybookError


def find_root(start: Path | str | None = None) -> Path:
    """Return the project's folder: the nearest one above `start` that holds ``data/raw``."""
    here = Path(start or ".").resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise PolicybookError(f"{here}: no data/raw here or above; run this inside the project, or name it with --root")


@lru_cache
def packaged(path: str) -> dict:
    """Return the content of a YAML file that comes with the package, e.g. ``tables/tables.schema.yml``."""
    return yaml.safe_load(resources.files(__package__).joinpath(path).read_text("utf-8"))


class _PlainDates(yaml.SafeLoader):
    """YAML in which a date stays the text that was typed."""


_PlainDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> object:
    """Read a YAML file; a date stays the text that was typed.

    Raises
    ------
    PolicybookError
        Where there is no such file, or no YAML in it; names the file and the line.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_PlainDates)
    except FileNotFoundError:
        raise PolicybookError(f"{path}: no such file") from None
    except yaml.reader.ReaderError as error:
        raise PolicybookError(f"{path}: cannot be read as UTF-8 text: {error.reason}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" line {mark.line + 1}:" if mark else ""
        raise PolicybookError(f"{path}:{place} not valid YAML: {getattr(error, 'problem', error)}") from None
