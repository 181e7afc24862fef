"""What a user needs to know, in the application itself."""
