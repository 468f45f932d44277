"""What follows from a row that a person has looked up: questions, outcomes, drafts, case-note texts."""
