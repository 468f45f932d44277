"""The sheet 'Outcomes' says what follows from each choice, in words [L7, D7]."""

from cso_xl.cases import questions
from cso_xl.procedures.worklist import choices


def test_what_is_to_be_inserted_stands_in_brackets_as_in_the_guidelines(settings):
    asked = [question for of_report in questions.load(settings).values() for question in of_report]
    headings, *rows = choices.outcomes(settings, asked)
    notes = {row[headings.index("CEN")] for row in rows}
    assert "Child Sex Offender notification email sent to ASCM/SCM ([service centre])" in notes
    assert not [cell for row in rows for cell in row if "{" in cell or "_" in cell]
