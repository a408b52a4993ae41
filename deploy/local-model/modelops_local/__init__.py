"""The local model runtime of ModelOps Fleet: one process per command, driven over standard input and output.

The caller writes one JSON request as the first line of standard input and keeps the pipe open for as long as it
wants the command to live. The command answers with one JSON object per line on standard output. Nothing here opens
a network connection, but for the model server, which listens on loopback only.
"""

PROTOCOL_VERSION = 1
