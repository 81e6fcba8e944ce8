"""Whose word on a version of a plan counts."""

from collections.abc import Sequence


def asked_of(*, is_settled: bool, with_words: Sequence[int], open_then: Sequence[int]) -> list[int]:
    """The agencies that have to agree: those that are open then. Of a version that is agreed or locked those with whose words it is,
    whatever is written down of that day later, and whoever joins later is asked for the next one; where there are none, the open ones."""
    return list(with_words if is_settled and with_words else open_then)
