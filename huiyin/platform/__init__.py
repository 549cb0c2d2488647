"""Thin glue over public packages: doors, trail, jobs, screens, files. It knows the kernel and no room."""
