"""The house: structures, people, specialties, board templates."""
