"""Which awards another level of government pays, too.

In: a `Reading` whose awards are read. Out: their ``cofunded``.
"""

from __future__ import annotations

from policybook.extract.reading import Reading, first
from policybook.extract.vocabulary import words


def mark_shared(s: Reading) -> None:
    """Say which awards another level of government pays, too."""
    shared: dict[tuple[int, int], bool] = {}
    for frame in s.frames:
        place = frame.start, frame.end
        if place not in shared:
            shared[place] = is_shared(s, *place)
        frame.cofunded = frame.cofunded or shared[place]
    if not s.frames and first("common", s.plain):
        s.passage.shared = not s.passage.frames
        last = s.passage.frames[-1].statement[0] if s.passage.frames else -1
        for frame in s.passage.frames:
            if frame.statement[0] == last:
                frame.cofunded = True


def is_shared(s: Reading, start: int, end: int) -> bool:
    """Whether a stretch of the passage says that another level pays, too; also inside a bracket."""
    letters = "".join(t.letter for t in s.tokens if start <= t.start < end)
    if first("cofunded", letters):
        return True
    known = words()
    cofund = known.any_of("COFUND")
    return any(known.letter[m.group()] in cofund for m in known.find(s.passage.folded, start, end))
