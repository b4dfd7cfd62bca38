"""``python -m policybook``: the same as the command ``policybook``."""

import sys

from policybook.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
