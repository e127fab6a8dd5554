"""`python -m feedarchive`."""

import sys

from feedarchive.cli.main import main

sys.exit(main())
