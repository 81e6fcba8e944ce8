"""The ledger of facts, and the enrolments, states and awards derived from it."""
