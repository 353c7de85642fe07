"""Before a table is given: attacks are run on it, limits decide, a report says what was found."""
