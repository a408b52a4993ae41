"""Tests of the local model runtime: python -m unittest, in this folder, with the Python that `environment` made."""
