"""What the ribbon calls: one function without arguments for each button.

A button finds the workbook, runs the step and shows the result. The functions of steps are made from the lists of
steps, and those that open a report from its first step; the others are written out here.
"""

from collections.abc import Callable
from functools import partial
from types import ModuleType

from cso_xl.excel import help, messages
from cso_xl.excel.session import Session
from cso_xl.procedures import PROCEDURES


def __getattr__(name: str) -> Callable[[], None]:
    """The function of the button that presses the steps of this name, or opens the report that begins with it."""
    from cso_xl.procedures.ribbon_buttons import BUTTONS

    to_open = next((procedure for procedure in PROCEDURES.values() if procedure.steps[0].name == name), None)
    if to_open:
        return lambda: press(lambda excel: excel.open(to_open))
    if name in BUTTONS and BUTTONS[name].steps:
        return lambda: press(lambda excel: excel.press(name))
    raise AttributeError(name)


def next_step() -> None:
    """Next: the step that comes next."""
    press(lambda excel: excel.press_next())


def save() -> None:
    """Save: the copy that comes next."""
    press(lambda excel: excel.press_save())


def what_is_this_step() -> None:
    """Next, or Help > What is this step."""
    press(lambda excel: messages.show(excel.app, help.next_step(excel)))


def undo_last_step() -> None:
    """Undo > Undo last step; also Excel's own Undo right after a step."""
    press(lambda excel: excel.undo_last(partial(messages.ask, excel.app)))


def do_all_steps() -> None:
    """Next > Do all steps."""
    press(lambda excel: excel.press_all())


def show_columns() -> None:
    """Next > Show all columns, or fewer."""

    def act(excel: Session) -> None:
        from cso_xl.excel import columns  # here: other presses need not wait for its import

        excel.notices.append(columns.show_or_fold(excel))

    press(act)


def copy_cen() -> None:
    """Notes > Client event note."""
    press(lambda excel: excel.notices.append(_notices().copy_note(excel, "CEN")))


def copy_scn() -> None:
    """Notes > Special Cautions note."""
    press(lambda excel: excel.notices.append(_notices().copy_note(excel, "SCN")))


def file_emails() -> None:
    """E-mails > File e-mails; the rows of what was sent are marked in the workbook in front."""

    def act(excel: Session) -> None:
        excel.notices += _notices().file_emails(excel)
        excel.mark_sent()

    press(act)


def drafts_to_send() -> None:
    """E-mails > Drafts to send."""
    press(lambda excel: excel.notices.extend(_today().open_drafts(excel)))


def return_matches() -> None:
    """E-mails > Return of confirmed matches."""
    press(lambda excel: excel.notices.extend(_notices().return_matches(excel)))


def record_answers() -> None:
    """E-mails > Record answer."""
    press(lambda excel: excel.notices.append(_notices().record_answers(excel)))


def tick_done() -> None:
    """Notes > Done in CMS."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "tick")))


def take_case() -> None:
    """Notes > Take it."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "take")))


def give_case() -> None:
    """Notes > Give it to a colleague."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "give")))


def take_back() -> None:
    """Undo > Take back what was recorded."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "take_back")))


def ask_more_detail() -> None:
    """E-mails > More detail."""
    press(lambda excel: excel.notices.append(_notices().ask(excel, "more-detail")))


def ask_housing_referral() -> None:
    """E-mails > Housing referral."""
    press(lambda excel: excel.notices.append(_notices().ask(excel, "housing-referral")))


def remind() -> None:
    """E-mails > Follow-up e-mails."""
    press(lambda excel: excel.notices.append(_notices().remind(excel)))


def what_is_due() -> None:
    """Today > What is due."""
    press(lambda excel: messages.show(excel.app, _notices().due(excel)))


def find_client() -> None:
    """Today > Find a client."""

    def act(excel: Session) -> None:
        from cso_xl.excel import find  # here: other presses need not wait for its import

        excel.notices += find.find_client(excel)

    press(act)


def rows_gone() -> None:
    """Today > Rows that are gone."""

    def act(excel: Session) -> None:
        from cso_xl.excel import gone  # here: other presses need not wait for its import

        excel.notices.append(gone.settle(excel))

    press(act)


def today() -> None:
    """Today."""
    press(lambda excel: excel.notices.extend(_today().open_today(excel)))


def work_what_came() -> None:
    """Receive > Work what came."""
    press(lambda excel: excel.notices.extend(_today().work_what_came(excel)))


def check_yourself() -> None:
    """Help > Check yourself."""

    def act(excel: Session) -> None:
        from cso_xl.excel import training  # here: only trainees wait for it

        messages.show(excel.app, training.check_yourself(excel))

    press(act)


def self_test() -> None:
    """Help > Self-test."""
    press(lambda excel: excel.notices.extend(help.self_test(excel)))


def show_settings() -> None:
    """Help > Settings."""
    press(lambda excel: excel.notices.append(help.open_settings()))


def about() -> None:
    """Help > About."""
    press(lambda excel: messages.show(excel.app, help.about(excel)))


def what_was_said() -> None:
    """Help > What was said."""
    press(lambda excel: messages.show(excel.app, help.what_was_said(excel)))


def _notices() -> ModuleType:
    """The module of the buttons about notices and e-mails; other presses need not wait for its import."""
    from cso_xl.excel import notices

    return notices


def _today() -> ModuleType:
    """The module of the buttons that work everything at once, and show it."""
    from cso_xl.excel import today

    return today


def press(action: Callable[[Session], None]) -> None:
    """Press a button: its notices are shown at the end, and whatever goes wrong becomes a message."""
    excel = None
    try:
        excel = Session.start()
        try:
            action(excel)
        finally:
            excel.inform_ribbon()
        excel.say()
        excel.offer_undo()  # the very last call: Excel forgets it at the next
    except Exception as error:
        messages.say_error(excel.app if excel else None, error)
