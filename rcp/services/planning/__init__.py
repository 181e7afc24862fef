"""From boards, agendas and cases to a proposed plan, and on to convened meetings."""
