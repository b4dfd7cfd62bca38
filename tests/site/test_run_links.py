"""Launch links: none without an address; with one, what each service asks for."""

import pytest

from policybook.site.run_links import launch_links, run_html

HERE = "notebooks/01_x.ipynb"


@pytest.mark.parametrize("repository", [{}, {"url": ""}, {"url": None, "branch": "main"}])
def test_without_an_address_only_the_notebook_is_offered(repository):
    assert launch_links(repository, HERE) == []
    html = run_html(repository, "01_x")
    assert 'href="01_x.ipynb" download' in html
    assert "http" not in html


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        (
            {"url": "https://github.com/a/b", "branch": "main", "path_to_book": ""},
            [
                ("Colab", "https://colab.research.google.com/github/a/b/blob/main/notebooks/01_x.ipynb"),
                ("Binder", "https://mybinder.org/v2/gh/a/b/main?urlpath=notebooks%2Fnotebooks%2F01_x.ipynb"),
                ("JupyterLab on Binder", "https://mybinder.org/v2/gh/a/b/main?urlpath=lab%2Ftree%2Fnotebooks%2F01_x.ipynb"),
            ],
        ),
        (
            {"url": "https://gitlab.com/a/b.git", "branch": "x/y", "path_to_book": "/sub/"},
            [
                ("Binder", "https://mybinder.org/v2/gl/a%2Fb/x%2Fy?urlpath=notebooks%2Fsub%2Fnotebooks%2F01_x.ipynb"),
                ("JupyterLab on Binder", "https://mybinder.org/v2/gl/a%2Fb/x%2Fy?urlpath=lab%2Ftree%2Fsub%2Fnotebooks%2F01_x.ipynb"),
            ],
        ),
    ],
)
def test_with_an_address(repository, expected):
    assert launch_links(repository, HERE) == expected
    assert all(name in run_html(repository, "01_x") for name, _ in expected)


def test_an_address_that_no_service_knows():
    with pytest.raises(ValueError, match=r"_config.yml: repository: url: 'ftp://x' is not https://github.com"):
        launch_links({"url": "ftp://x"}, HERE)


@pytest.mark.site
def test_every_chapter_brings_its_notebook(pages, parsed):
    chapters = [a for a in parsed if a.startswith("notebooks/")]
    for address in chapters:
        (link,) = parsed[address].xpath("//div[@class='pb-run-it']/a/@href")
        assert (pages / "notebooks" / link).is_file()
    assert chapters
