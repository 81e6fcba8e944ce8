"""Who there is: countries, agencies, units, persons, roles, sign-in, and who may see whom."""
