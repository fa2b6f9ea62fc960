"""Tests of tinynn: what it computes, and what it says of a mistake."""
