"""What the agencies and the programme have agreed to do: work plans with their versions, and the meetings that agree them.

A line holds no actuals: enrolments, sessions and engagements carry its id, and `insight` counts them (house). Parties are
offices, never accounts: nothing here refers to a person, and who did what stands in the log book.
"""
