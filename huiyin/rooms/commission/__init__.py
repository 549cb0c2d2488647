"""The commission room: return stays, whom they are owed to, and what is paid for them."""
