"""Chinese local-government policies read as data."""

__version__ = "0.1.0"
