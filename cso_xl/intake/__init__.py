"""From a received file to tables of text: screened, read apart, passwords, e-mails; it knows no rules."""
