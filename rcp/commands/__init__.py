"""What the `rcp` command can do, one file per subject; rcp/cli.py names them."""
