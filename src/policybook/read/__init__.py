"""Read documents: files of any kind come in, cleaned texts with their outline go out.

Every character of a cleaned text knows its offset in the text as received.
"""
