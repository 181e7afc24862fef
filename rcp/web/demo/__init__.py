"""One-click sign-in, in the demo only."""
