"""Take a document in any of the formats that offices publish in, and give its plain text.

In: a file, or its bytes and its name. Out: `Received`: the text (offsets count its characters), the kind of file, and
notes on what the text had to leave out. Kinds are told by content; the suffix only breaks ties.
"""

from policybook.read.formats.receive import Received, receive, receive_bytes

__all__ = ["Received", "receive", "receive_bytes"]
