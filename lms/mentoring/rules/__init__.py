"""Pure functions on plain values: who fits whom, whose turn it is, how far a promise has run."""
