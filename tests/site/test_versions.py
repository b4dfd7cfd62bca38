"""The change log of data versions: what it refuses, what it says."""

import pytest
import yaml
from helpers import ROOT

from policybook.errors import PolicybookError
from policybook.site.versions import load_versions, moved, versions_html

NEW = {"version": "0.2.0", "date": None, "changes": ["More <rows>."]}
OLD = {"version": "0.1.0", "date": "2030-01-02", "changes": ["First."], "rows": {"awards": 1200, "gone": 1}}


def stored(tmp_path, content):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "changes.yml").write_text(yaml.safe_dump(content), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "is a list of versions"),
        (["0.2.0"], "entry 1: lacks its version"),
        ([NEW | {"said": 1}], "entry 1: may have changes, date, rows, version, not 'said'"),
        ([NEW | {"changes": []}], "entry 1: lacks its changes"),
        ([NEW, OLD | {"date": None}], "entry 2: 0.1.0 was released"),
        ([NEW, OLD | {"rows": {}}], "entry 2: 0.1.0 was released"),
        ([NEW | {"version": "<b>"}], "entry 1: '<b>' is no version such as 1.2.0"),
        ([NEW | {"version": 0.2}], "entry 1: version: must be a text, and is 0.2"),
        ([NEW | {"changes": "More rows."}], "entry 1: changes: must be a list"),
        ([NEW, OLD | {"rows": {"awards": "many"}}], "entry 2: rows: awards: must be a whole number"),
        ([NEW, OLD | {"version": "0.10.0"}], "the newest version stands first"),
        ([NEW, OLD | {"version": "0.2.0"}], "the newest version stands first"),
        ([NEW | {"version": "0.3.0"}], "the first entry is 0.3.0, CITATION.cff says 0.2.0"),
    ],
)
def test_what_the_log_refuses(tmp_path, content, message):
    with pytest.raises(PolicybookError, match=message):
        load_versions(stored(tmp_path, content), "0.2.0")


def test_what_changed_from_one_version_to_the_next(tmp_path):
    versions = load_versions(stored(tmp_path, [NEW, OLD]), "0.2.0")
    html = versions_html(versions, {"awards": 1300, "asks": 7})
    assert "<rows>" not in html
    newest, first = html.split("</section>")[:2]
    assert 'id="version-0-2-0"' in newest
    assert "not released yet; 2 tables, 1,307 rows" in newest
    assert [line.split("</li>")[0] for line in newest.split("<li>")[1:]] == ["More &lt;rows&gt;.", "awards: 1,200 to 1,300 rows", "asks: new, 7 rows", "gone: gone, had 1 rows"]
    assert "2030-01-02; 2 tables, 1,201 rows" in first
    assert moved({"a": 1}, {"a": 1}) == []


def test_the_log_of_the_project_names_its_version():
    current = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"]
    assert load_versions(ROOT, current)[0]["version"] == current
