"""What the ribbon calls: one function without arguments for each button.

A button finds the workbook, runs the step and shows the result. The functions of steps are made from the lists of
steps, those that open a report from its first; the others are written out here.
"""

from collections.abc import Callable
from functools import partial
from types import ModuleType

from cso_xl.excel import help, messages
from cso_xl.excel.session import Session
from cso_xl.procedures import PROCEDURES


def __getattr__(name: str) -> Callable[[], None]:
    """The function of the button that presses the steps of this name, or opens the report that begins with it."""
    from cso_xl.procedures import ribbon

    opened = next((one for one in PROCEDURES.values() if one.steps[0].name == name), None)
    if opened:
        return lambda: press(lambda excel: excel.open(opened))
    if any(button.name == name and button.steps for button in ribbon.buttons()):
        return lambda: press(lambda excel: excel.press(name))
    raise AttributeError(name)


def what_is_this_step() -> None:
    """Help > What is this step."""
    press(lambda excel: excel.notices.append(help.next_step(excel)))


def undo_last_step() -> None:
    """Help > Undo last step; also Excel's own Undo right after a step."""
    press(lambda excel: excel.undo_last(partial(messages.ask, excel.app)))


def do_all_steps() -> None:
    """Help > Do all steps."""
    press(lambda excel: excel.press_all())


def copy_cen() -> None:
    """Notices > Copy note > Client event note."""
    press(lambda excel: excel.notices.append(_notices().copy_note(excel, "CEN")))


def copy_scn() -> None:
    """Notices > Copy note > Special Cautions note."""
    press(lambda excel: excel.notices.append(_notices().copy_note(excel, "SCN")))


def file_emails() -> None:
    """Notices > File e-mails; the rows of what was sent are marked in the workbook in front."""

    def act(excel: Session) -> None:
        excel.notices += _notices().file_emails(excel)
        excel.mark_sent()

    press(act)


def record_answers() -> None:
    """Notices > Record answer."""
    press(lambda excel: excel.notices.append(_notices().record_answers(excel)))


def tick_done() -> None:
    """Notices > The case > Done in CMS."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "tick")))


def take_case() -> None:
    """Notices > The case > Take it."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "take")))


def take_back() -> None:
    """Notices > The case > Take back."""
    press(lambda excel: excel.notices.append(_notices().act(excel, "take_back")))


def ask_more_detail() -> None:
    """Notices > Ask Corrections > More detail."""
    press(lambda excel: excel.notices.append(_notices().ask(excel, "more-detail")))


def ask_housing_referral() -> None:
    """Notices > Ask Corrections > Housing referral."""
    press(lambda excel: excel.notices.append(_notices().ask(excel, "housing-referral")))


def remind() -> None:
    """Notices > Follow-up e-mails."""
    press(lambda excel: excel.notices.append(_notices().remind(excel)))


def what_is_due() -> None:
    """Notices > What is due."""
    press(lambda excel: excel.notices.append(_notices().due(excel)))


def today() -> None:
    """Notices > Today."""
    press(lambda excel: excel.notices.extend(_today().open_today(excel)))


def work_what_came() -> None:
    """Receive > Work what came."""
    press(lambda excel: excel.notices.extend(_today().work_what_came(excel)))


def check_yourself() -> None:
    """Help > Check yourself."""

    def act(excel: Session) -> None:
        from cso_xl.excel import training  # here: only trainees wait for it

        excel.notices.append(training.check_yourself(excel))

    press(act)


def show_settings() -> None:
    """Help > Settings."""
    press(lambda excel: excel.notices.append(help.open_settings()))


def about() -> None:
    """Help > About."""
    press(lambda excel: excel.notices.append(help.about(excel)))


def _notices() -> ModuleType:
    """What the buttons of the group Notices do; other presses need not wait for its import."""
    from cso_xl.excel import notices

    return notices


def _today() -> ModuleType:
    """What the buttons do that work everything at once, and show it."""
    from cso_xl.excel import today

    return today


def press(action: Callable[[Session], None]) -> None:
    """A press: what there is to say is said at the end; whatever goes wrong becomes a message."""
    excel = None
    try:
        excel = Session.start()
        action(excel)
        messages.say(excel.app, excel.notices)
        excel.offer_undo()  # the very last call: Excel forgets it at the next
    except Exception as error:
        messages.say_error(excel.app if excel else None, error)
