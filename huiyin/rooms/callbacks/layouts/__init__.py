"""The printed form of a callback: 《回访记录单》 (H-8b, H-10d)."""
