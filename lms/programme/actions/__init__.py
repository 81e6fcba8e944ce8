"""Every change of plans and meetings, one function a business verb. None of them commits."""
