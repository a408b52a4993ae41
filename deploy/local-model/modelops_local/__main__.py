"""python -m modelops_local COMMAND: reads the request, runs the command, ends with a result or an error event."""

import os
import sys
import traceback

from .channel import EventChannel, RequestLine
from .commands import COMMANDS
from .failure import EXIT_BAD_REQUEST, EXIT_FAILED, EXIT_OK, BadRequest, CommandFailure
from .request import Request
from .stop_request import StopRequest

# Set before any library is imported: none of them may look for a network, a telemetry server or a compiler.
QUIET_LIBRARIES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "MLX_DISABLE_COMPILE": "1",
}


def run(arguments, events, requests, stop):
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        raise BadRequest(f"usage: modelops_local {'|'.join(sorted(COMMANDS))}")
    request = Request(requests.read())
    requests.end_with_caller()
    stop.listen()
    return COMMANDS[arguments[0]](request, events, stop)


def main(arguments):
    os.environ.update(QUIET_LIBRARIES)
    events = EventChannel.claim_standard_output()
    try:
        result = run(arguments, events, RequestLine(sys.stdin.buffer), StopRequest())
        events.send("result", **result)
        return EXIT_OK
    except CommandFailure as failure:
        events.send("error", code=failure.code, message=failure.message)
        return failure.exit_status
    except MemoryError:
        events.send("error", code="out_of_memory", message="the machine has too little memory for this model and batch")
        return EXIT_FAILED
    except OSError as problem:
        events.send("error", code="io", message=f"{problem.strerror or problem} ({problem.filename or 'no file named'})")
        return EXIT_FAILED
    except Exception as problem:
        traceback.print_exc()
        events.send("error", code="internal", message=f"{type(problem).__name__}: {problem}"[:2000])
        return EXIT_FAILED


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stderr.flush()
    # Straight out: worker threads of the model libraries must not hold the process back.
    os._exit(status if status is not None else EXIT_BAD_REQUEST)
