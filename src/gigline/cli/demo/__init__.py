"""The demonstration: both example brands, sample people, a crowd, on a platform of its own."""
