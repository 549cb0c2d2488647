"""The printed forms of cases: 客人投诉处理单, 业主投诉记录 (H-5, R-5, S-4) and 违章通知单 (R-9, S-4b)."""
