"""Analyse: tables and documents come in, data frames with results go out. Nothing is read or written."""
