"""Which awards another level of government pays, too.

In: a `SentenceReading` whose awards are read. Out: their ``cofunded``.
"""

from __future__ import annotations

from policybook.extract.reading import SentenceReading, first
from policybook.extract.vocabulary import words


def mark_shared(s: SentenceReading) -> None:
    """Say which awards another level of government pays, too."""
    shared: dict[tuple[int, int], bool] = {}
    for frame in s.frames:
        place = frame.start, frame.end
        if place not in shared:
            shared[place] = is_shared(s, *place)
        frame.cofunded = frame.cofunded or shared[place]
    if s.frames and (paid := first("shared", s.plain)):
        for frame in s.frames:  # 每台补助18万元,由省、县财政按2:1负担
            frame.cofunded = frame.cofunded or frame.end <= s.tokens[paid.start()].start + 1
    common = first("common", s.plain) is not None
    if not s.frames and (common or first("common-gift", s.plain)):
        # Beside sums, 补贴由市县分担 may be said of this measure alone.
        summed = any(q.kind == "money" for q in s.passage.found)
        s.passage.shared = not s.passage.frames and (common or not summed)
        begin = max(s.passage.shared_to, s.passage.folded.rfind("\n", 0, s.sentence.start))
        for frame in s.passage.frames:
            if frame.start >= begin:
                frame.cofunded = True
        s.passage.shared_to = s.sentence.end


def is_shared(s: SentenceReading, start: int, end: int) -> bool:
    """Whether a stretch of the passage says that another level pays, too; also inside a bracket."""
    tokens = [token for token in s.tokens if start <= token.start < end]
    letters = "".join(token.letter for token in tokens)
    known = words()
    bracket, cofund = known.classes["BRACKET"], known.any_of("COFUND")
    if not cofund.isdisjoint(letters) or first("cofunded", letters):
        return True
    brackets = (token for token in tokens if token.letter == bracket)
    return any(
        known.letter[found.group()] in cofund
        for token in brackets
        for found in known.find(s.passage.folded, token.start, min(token.end, end))
    )
