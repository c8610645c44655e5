"""A brand as a folder of files: read and checked, compared with what is there, and made so in one transaction."""
