"""The ways a command may end, and what the caller sees of each."""

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_REQUEST = 2
EXIT_PARENT_GONE = 3
EXIT_INTERRUPTED = 4


class CommandFailure(Exception):
    """A failure that the caller can act on: a stable code, and a message that names cause, place and next step."""

    def __init__(self, code, message, exit_status=EXIT_FAILED):
        super().__init__(message)
        self.code = code
        self.message = message
        self.exit_status = exit_status


class BadRequest(CommandFailure):
    """The request itself is wrong; sending it again the same way gives the same answer."""

    def __init__(self, message):
        super().__init__("bad_request", message, EXIT_BAD_REQUEST)


class Interrupted(CommandFailure):
    """The caller asked the command to stop; what was reached has been kept."""

    def __init__(self, message):
        super().__init__("interrupted", message, EXIT_INTERRUPTED)
