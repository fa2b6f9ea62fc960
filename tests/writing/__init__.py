"""Tests of book/writing: chapters, library and both editions fit together."""
