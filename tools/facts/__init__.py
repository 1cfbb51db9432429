"""Compares the tables in `schemas/` with the official SDKs and with public tables of model limits.

Run it with `tools/facts/run`. `docs/facts.md` explains the output and how a fact becomes a row.
"""
