"""What the `rcp` command can do, one file per subject."""
