"""Figures: the small frame that a figure plots comes in, the figure goes out; one module a chapter."""
