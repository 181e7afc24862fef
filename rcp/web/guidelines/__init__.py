"""The library of guidelines and protocols."""
