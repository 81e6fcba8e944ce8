import pytest

pytest.register_assert_rewrite("tests.journeys.sixth_fulfils")  # steps of a story say what they found as a test does
