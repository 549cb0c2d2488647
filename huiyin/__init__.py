"""Huiyin 回音: a platform for customer-service departments."""
