"""Templates and questions of one's own, and what is wrong with them."""

import pytest

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.errors import SettingsError
from cso_xl.notices import templates


def own(tmp_path, **lines):
    text = "".join(f"{key} = {str(value)!r}\n" for key, value in lines.items())
    path = tmp_path / "settings.toml"
    path.write_text(f"[notices]\n{text}", encoding="utf-8")
    return settings_.load(path)


def test_a_trainer_changes_the_wording(tmp_path):
    (tmp_path / "alias_name.txt").write_text(
        "Subject: Alias [{reference}]\n\nKia ora {client_name}\n", encoding="utf-8"
    )
    template = templates.load(own(tmp_path, templates=tmp_path), "alias_name")
    assert template.fill({"reference": "r", "client_name": "Ana"}) == ("Alias [r]", "Kia ora Ana\n")


BAD_TEMPLATES = {
    "an unknown field": ("Subject: A\n\n{surname}\n", "line 3: {surname} is not a field."),
    "a name in the subject": ("Subject: {client_name}\n\nx\n", "line 1: a subject may hold {reference} only"),
    "no subject": ("Kia ora\n", "line 1: expected 'Subject: ' and the subject."),
    "half a brace": ("Subject: A\n\n{client_name\n", "line 3: a brace without its other half."),
}


@pytest.mark.parametrize("kind", BAD_TEMPLATES)
def test_a_bad_template_is_named_with_its_line(kind, tmp_path):
    text, complaint = BAD_TEMPLATES[kind]
    (tmp_path / "alias_name.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        templates.check(own(tmp_path, templates=tmp_path))
    assert complaint in str(said.value)
    assert str(tmp_path / "alias_name.txt") in str(said.value)


BAD_QUESTIONS = {
    "a template that is not there": ('notices = ["nowhere to cps"]', "there is no template 'nowhere'"),
    "a recipient that is not there": (
        'notices = ["alias_name to police"]',
        "'police' is not in [notices.addresses]",
    ),
    "another form": ('notices = ["alias_name"]', "does not read 'template to recipient'"),
    "an unknown note": ('scn = "remove"', 'scn must be "add" or "end-date"'),
    "an unknown key": ('colour = "red"', "colour is missing, or not known here"),
}


@pytest.mark.parametrize("ask", ["x" * 241, "Note * in place?", "About ~2 years?"])
def test_a_question_that_its_drop_down_could_not_find_is_named(ask, tmp_path):
    path = tmp_path / "questions.toml"
    path.write_text(
        f'[[on_list]]\nid = "L6"\nrows = ["Process"]\nask = "{ask}"\noutcomes = [{{ name = "a" }}]\n'
    )
    with pytest.raises(SettingsError) as said:
        questions.load(own(tmp_path, questions=path))
    assert str(said.value) == (
        f"{path} cannot be used:\n  question 1 of on_list: ask may have 240 characters and no * or ~, or Excel finds "
        "no outcomes for it."
    )


@pytest.mark.parametrize("kind", BAD_QUESTIONS)
def test_a_bad_table_of_questions_is_named(kind, tmp_path):
    line, complaint = BAD_QUESTIONS[kind]
    path = tmp_path / "questions.toml"
    path.write_text(
        f'[[on_list]]\nid = "L6"\nrows = ["Process"]\nask = "?"\noutcomes = [{{ name = "a", {line} }}]\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as said:
        questions.load(own(tmp_path, questions=path))
    assert complaint in str(said.value)
