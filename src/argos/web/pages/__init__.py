"""One module a page: from a snapshot and choices to what its template shows."""
