"""业主委员会: committees, their members, meetings and requests."""
