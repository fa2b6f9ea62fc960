"""Tests of book/trust: its tables are whole, of this code, and can turn red."""
