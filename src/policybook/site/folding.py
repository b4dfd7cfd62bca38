"""One line to unfold what stands folded in a row: a page's tree, in which MyST-NB has folded cells, comes in and is changed.

A chapter computes step by step, so that several folded cells can follow each other. On the page each would be a line "Show code"
under another; here they become one, in the order of the cells.
"""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform

#: What a reader sees of a cell, but for the line that unfolds it.
_SEEN = (nodes.raw, nodes.figure, nodes.image, nodes.literal_block, nodes.paragraph, nodes.table)

#: What a fold says that holds code, a table, several tables.
PROMPTS = ("Show code", "Show the code", "Show the table and its code", "Show the tables and their code")


class FoldRuns(SphinxPostTransform):
    """Join the folded cells of a page, once MyST-NB (priority 199) has folded them."""

    default_priority = 210
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Change the tree of the page."""
        join_folds(self.document)


def join_folds(document: nodes.Element) -> None:
    """Put folded cells that follow each other, with nothing to see between them, under one line.

    Parameters
    ----------
    document : docutils.nodes.Element
        The page. What can be linked to (the ids of cells) goes with its content.
    """
    for section in list(document.findall(lambda node: any(map(_is_cell, node.children)))):
        open_fold = None
        for child in list(section.children):
            if _is_cell(child):
                open_fold = _join(open_fold, child)
            elif not isinstance(child, (nodes.comment, nodes.target)):
                open_fold = None


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _join(fold: HideCodeCellNode | None, cell: nodes.container) -> HideCodeCellNode | None:
    """Move what is folded of a cell to the fold before it; return the fold that the next cell may join."""
    own = cell.children[0] if cell.children and isinstance(cell.children[0], HideCodeCellNode) else None
    if own is None:
        return None if _seen(cell) else fold
    rest = cell.children[1:]
    if fold is not None:
        cell.remove(own)
        if any(map(_seen, rest)):
            fold += own.children
        else:  # the whole cell, with the ids by which it can be linked to
            cell.parent.remove(cell)
            cell.children = [*own.children, *rest]
            fold += cell
        fold["prompt_show"] = _prompt(fold)
    return None if any(map(_seen, rest)) else (fold or own)


def _seen(node: nodes.Node) -> bool:
    return any(
        isinstance(part, _SEEN) and (part.astext().strip() or isinstance(part, (nodes.figure, nodes.image)))
        for part in node.findall()
    )


def _prompt(fold: HideCodeCellNode) -> str:
    """Say what a fold holds, if its first cell does not say it in words of its own."""
    given = fold["prompt_show"]
    if given not in PROMPTS:
        return given
    tables = sum(raw.astext().count("<table") for raw in fold.findall(nodes.raw))
    return PROMPTS[0] if not tables else PROMPTS[-2] if tables == 1 else PROMPTS[-1]
