"""What goes out: templates, their fields, drafts, case-note texts."""
