"""Notices to others: templates, their fields, drafts, case-note texts."""
