"""Errors that a person can act on: each says what is wrong, where, and how to mend it."""


class PolicybookError(Exception):
    """A problem with the input; the message names the file, the place and the mend."""
