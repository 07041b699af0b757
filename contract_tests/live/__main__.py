"""`python -m contract_tests.live`: see `run`."""

import sys

from contract_tests.live.run import main

sys.exit(main(sys.argv[1:]))
