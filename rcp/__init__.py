"""Quorum: plan, hold and follow up multidisciplinary team meetings."""

__version__ = "0.1.0"
