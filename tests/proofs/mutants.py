"""Small faults that could be made in a module: what each changes, and the module with one of them."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

_OTHER = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
_UNTOUCHED = ("annotation", "returns", "decorator_list")
_WINDOWS = ("os.name == 'nt'", "sys.platform == 'win32'", "sys.platform != 'win32'")
_SCOPES = (ast.FunctionDef, ast.ClassDef)


class Mutant(NamedTuple):
    """One fault; `lines` are those of the statement it is in, without those within that, `names` what that defines."""

    file: str
    line: int
    lines: range
    names: frozenset[str]
    what: str
    place: int
    choice: int
    rank: str


class _Place(NamedTuple):
    """Where a node hangs in the tree: in a field of its parent, in a list there if `at` is not None."""

    parent: ast.AST
    field: str
    at: int | None
    node: ast.AST
    scope: str
    lines: range
    names: frozenset[str]


def mutants_of(file: str, source: str, seed: int) -> Iterator[Mutant]:
    """Every fault that can be made; their ranks are in a random order that a change elsewhere does not alter."""
    seen: Counter[str] = Counter()
    for number, place in enumerate(_places(ast.parse(source))):
        for choice, other in enumerate(_changes(place)):
            what = f"{ast.unparse(place.node)} -> {ast.unparse(other)}"
            name = f"{seed} {file} {place.scope} {what}"
            seen[name] += 1
            rank = hashlib.sha256(f"{name} {seen[name]}".encode()).hexdigest()
            yield Mutant(file, place.lines.start, place.lines, place.names, what, number, choice, rank)


def mutated(source: str, mutant: Mutant) -> str:
    """The module with the fault."""
    tree = ast.parse(source)
    place = list(_places(tree))[mutant.place]
    other = list(_changes(place))[mutant.choice]
    if place.at is None:
        setattr(place.parent, place.field, other)
    else:
        getattr(place.parent, place.field)[place.at] = other
    return ast.unparse(ast.fix_missing_locations(tree))


def _places(
    parent: ast.AST, scope: str = "", lines: range = range(0), names: frozenset[str] = frozenset()
) -> Iterator[_Place]:
    for field, value in ast.iter_fields(parent):
        if field in _UNTOUCHED or (isinstance(parent, ast.If | ast.IfExp) and _is_for_windows(field, parent)):
            continue
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _says_nothing(node):
                continue
            inside, its_lines, its_names = scope, lines, names
            if isinstance(node, ast.stmt | ast.excepthandler):
                body = getattr(node, "body", None)
                its_lines = range(node.lineno, body[0].lineno if body else node.end_lineno + 1)
                its_names = frozenset(_defined(node))
            yield _Place(parent, field, at, node, scope, its_lines, its_names)
            if isinstance(node, _SCOPES):
                inside = f"{scope}.{node.name}"
            yield from _places(node, inside, its_lines, its_names)


def _defined(statement: ast.AST) -> Iterator[str]:
    if isinstance(statement, _SCOPES):
        yield statement.name
    for target in getattr(statement, "targets", [getattr(statement, "target", None)]):
        yield from (name.id for name in ast.walk(target or ast.Pass()) if isinstance(name, ast.Name))


def _says_nothing(node: ast.AST) -> bool:
    """Docstrings, imports, names for types, guards: nothing that a test could tell."""
    match node:
        case ast.Expr(ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case (
            ast.If(ast.Name("TYPE_CHECKING"))
            | ast.Assign([ast.Name("__all__")])
            | ast.Assign(value=ast.Call(ast.Name("TypeVar")))
        ):
            return True
        case ast.keyword("strict", ast.Constant(True)):  # of `zip`: what it guards against never happens
            return True
    return False


def _is_for_windows(field: str, choice: ast.If | ast.IfExp) -> bool:
    """Whether a part of an `if` tells Windows from others, or runs on it only: the tests run elsewhere."""
    test = ast.unparse(choice.test)
    return test in _WINDOWS and (field == "test" or (field == "body" and "==" in test))


def _changes(place: _Place) -> Iterator[ast.AST]:
    node = place.node
    match node:
        case ast.Compare(left, ops, rest):
            for at, op in enumerate(ops):
                yield ast.Compare(left, [*ops[:at], _OTHER[type(op)](), *ops[at + 1 :]], rest)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(_OTHER[type(op)](), values)
        case ast.BinOp(left, op, right) if type(op) in _OTHER:
            yield ast.BinOp(left, _OTHER[type(op)](), right)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value):
            yield ast.Constant(f"XX{value}XX" if value else "XX")
        case ast.Constant(bytes() as value):
            yield ast.Constant(b"XX" + value)
        case ast.Return(ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Yield(ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Yield(ast.Constant(None))
        case ast.AugAssign(target, op, value):
            yield ast.AugAssign(target, _OTHER[type(op)](), value)
            yield ast.Pass()
        case ast.Assign([ast.Attribute() | ast.Subscript()]) | ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
            yield ast.Pass()
    if place.field == "test" or (place.field == "ifs" and isinstance(place.parent, ast.comprehension)):
        match node:
            case ast.Compare(ops=[_]) | ast.BoolOp() | ast.UnaryOp(ast.Not()):
                return
        yield ast.UnaryOp(ast.Not(), node)
