"""SHA-256 of a file, in pieces."""

import hashlib


def sha256_of(path):
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
