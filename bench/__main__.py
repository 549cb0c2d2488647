"""All measurements: `python -m bench [PEOPLE]`."""

import sys

from bench.import_and_settle import PEOPLE, main

sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
