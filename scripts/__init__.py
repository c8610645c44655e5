"""What the Makefile runs: building the web, running the tests, checking the house's own rules."""
