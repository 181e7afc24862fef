"""After a refusal, an illness, a lost room, an urgent case: the plan that changes least."""
