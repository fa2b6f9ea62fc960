"""What is tried of topological_order."""

from ..promises import fail, promise


class Node:
    """Anything with parents will do."""

    def __init__(self, name, *parents):
        self.name, self.parents = name, parents


def names(order):
    """Return what a line is made of."""
    if order is None:
        fail("没有返回值（None）", "returned None")
    return [node.name for node in order]


def see(order, nodes):
    """See that a line holds each node once, its parents before it."""
    came = names(order)
    if sorted(came) != sorted(nodes):
        fail(f"应当有 {sorted(nodes)} 各一次，得到 {came}", f"{sorted(nodes)} were due, each once, "
             f"{came} came")  # fmt: skip
    for place, node in enumerate(order):
        for parent in node.parents:
            if parent.name not in came[:place]:
                fail(f"{parent.name} 是 {node.name} 的父节点，应当排在前面，得到 {came}",
                     f"{parent.name} is a parent of {node.name} and should stand before it, "
                     f"{came} came")  # fmt: skip


@promise("只有一个，就是它自己", "one alone is the whole line")
def alone(lib, random):
    see(lib.topological_order(Node("x")), ["x"])


@promise("父节点在前，每个只排一次", "parents first, each once")
def diamond(lib, random):
    x = Node("x")
    a = Node("a", x, x)
    s = Node("s", a, a)
    see(lib.topological_order(s), ["x", "a", "s"])
    see(lib.topological_order(Node("t", s, a)), ["x", "a", "s", "t"])
    see(lib.topological_order(Node("t", a, s)), ["x", "a", "s", "t"])


@promise("自己排在最后", "the node itself is the last")
def last(lib, random):
    x = Node("x")
    came = names(lib.topological_order(Node("t", x, Node("s", x))))
    if came[-1] != "t":
        fail(f"最后应当是 t，得到 {came}", f"t should be the last, {came} came")


@promise("深的图也不怕：1,200 层", "deep graphs too: 1,200 levels")
def deep(lib, random):
    node = Node("0")
    for number in range(1, 1200):
        node = Node(str(number), node)
    came = names(lib.topological_order(node))
    if came != [str(number) for number in range(1200)]:
        fail("一条链应当从头排到尾", "a chain should line up from its first to its last")


class Counted(Node):
    """Says so when its parents are asked for again and again."""

    asked = 0

    @property
    def parents(self):
        self.asked += 1
        if self.asked > 10_000:
            fail(
                f"{self.name} 的父节点应只问一次，问了 {self.asked} 次",
                f"the parents of {self.name} should be asked for once, and were {self.asked} times",
            )
        return self._parents

    @parents.setter
    def parents(self, parents):
        self._parents = parents


@promise("走过的不再走：30 个菱形一个接一个", "no way is walked twice: thirty diamonds in a row")
def diamonds(lib, random):
    node = Counted("x")
    for number in range(30):
        sides = (Counted(f"{side} {number}", node) for side in ("left", "right"))
        node = Counted(f"end {number}", *sides)
    if len(names(lib.topological_order(node))) != 91:
        fail("应当有 91 个", "91 nodes were due")
