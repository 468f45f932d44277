"""Drafts, saved e-mails and enquiries: what is sent for a case, and what comes back [C5, C6, X2-X4]."""
