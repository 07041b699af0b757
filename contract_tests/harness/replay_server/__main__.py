"""`python -m contract_tests.harness.replay_server`: see `command`."""

import signal
import sys

from contract_tests.harness.replay_server.command import main

# A request to end is like Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(main(sys.argv[1:]))
