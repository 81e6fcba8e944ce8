"""The tests. While they are loaded nothing is let go, so the collector of garbage rests until they are (tests/conftest.py)."""

import gc

gc.disable()
