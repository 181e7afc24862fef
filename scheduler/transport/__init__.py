"""Which meeting hears each case when meetings and people stand: a transport problem."""
