"""Settings files of one's own."""


def settings_file(tmp_path, text):
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file
