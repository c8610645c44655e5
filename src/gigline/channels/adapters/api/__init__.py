"""The API channel: any system of the brand's that can post and receive JSON."""
