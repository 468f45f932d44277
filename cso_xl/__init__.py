"""cso_xl: the Central Processing Unit's four CSO reports as buttons in Excel and as commands."""
