"""`python -m feedarchive`."""

import sys

from feedarchive.cli.entry import main

sys.exit(main())
