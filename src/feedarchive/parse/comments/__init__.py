"""One file per era of comment markup, found by DOM, never by year."""
