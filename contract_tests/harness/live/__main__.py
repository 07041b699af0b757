"""`python -m contract_tests.harness.live`: see `run`."""

import sys

from contract_tests.harness.live.run import main

sys.exit(main(sys.argv[1:]))
