"""The work inside Excel: what a press of a ribbon button needs beside the steps themselves."""
