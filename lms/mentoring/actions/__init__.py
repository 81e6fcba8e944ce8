"""Every change of engagements, meetings, assignments and conversations, one function a business verb. None of them commits."""
