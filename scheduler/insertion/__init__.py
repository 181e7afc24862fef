"""Plans improved by taking meetings out and putting each back where it adds least.

It knows no wish: each tells what a meeting would add, for all its starts and rooms at once.
"""
