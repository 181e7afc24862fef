"""Planning: ask for a plan, watch it grow, look at it, accept it."""
