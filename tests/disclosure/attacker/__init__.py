"""A reader who tries to work small groups out of written reports. Shares no code with the package."""
