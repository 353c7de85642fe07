"""Before a table is given: the attacks are run on it, limits decide, a report says what was found."""
