"""Today: everything that is open, of all reports and weeks, as a page and a sheet; a view of the cases, and no more."""
