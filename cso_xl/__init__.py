"""cso_xl: the Central Processing Unit's CSO reports as buttons in Excel and as commands."""
