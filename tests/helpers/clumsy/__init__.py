"""A clumsy, interrupted person at Excel: what they do at random, and what must hold whatever it was."""

from cso_xl.procedures import PROCEDURES
from helpers.clumsy.hands import Hands
from helpers.files import HEADINGS

QUIET = (True, True, True, True, "automatic")


class Clumsy(Hands):
    """A person with reports of one week; `acts` is what they did."""

    def __init__(self, excel, week, folder, random):
        self.excel, self.week, self.folder, self.random = excel, week, folder, random
        self.sources = {
            report: week.write(report, folder / report) for report in HEADINGS if report != "cso-daily"
        }
        self.acts, self.before, self.pasted, self.settings = [], {}, {}, QUIET
        self.kept = 0
        report = random.choice(sorted(self.sources))
        excel.answers["file"] = self.sources[report]
        for step in PROCEDURES[report].steps[: random.choice((0, 3, 6, 20))]:
            self.press(step.name)
        self.holds()

    def step(self):
        """Do something, and look whether all holds."""
        acts = [(self.press_something, 40), (self.receive, 8), (self.type_something, 12), (self.sort, 8),
                (self.filter, 6), (self.colour, 3), (self.select, 10), (self.insert_a_row_and_press, 3),
                (self.paste_a_row_and_press, 3), (self.rename, 2), (self.close, 2), (self.save_as_and_open_again, 3),
                (self.press_while_a_cell_is_edited, 5), (self.press_and_be_cut_off, 5), (self.press_and_undo, 8),
                (self.insert_a_column_and_press, 2), (self.copy_a_sheet_and_press, 2), (self.open_new_window, 1),
                (self.open_another, 2), (self.open_filed, 3), (self.calculate, 1), (self.hide_rows, 3)]  # fmt: skip
        if len(self.books()) > 3:
            acts.append((self.close, 20))
        if not self.books():
            acts = [(self.receive, 9), (self.press_something, 1)]
        (act,) = self.random.choices([one for one, _ in acts], [weight for _, weight in acts])
        self.acts.append([act.__name__])
        self.acts[-1].append(act())
        self.holds()
