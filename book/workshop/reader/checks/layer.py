"""What is tried of Layer."""

from ..promises import fail, promise
from ..words import say


def see(layer, due, what):
    """See which mode a layer is in."""
    if layer.training != due:
        mode = {True: ("训练", "training"), False: ("评估", "evaluation")}[due]
        fail(f"{what}：应当在{mode[0]}状态", f"{what}: should be set to {mode[1]}")


def kind(lib):
    """Return a layer to try, which gives back what it gets."""

    class Same(lib.Layer):
        def forward(self, x):
            return x

    return Same


@promise("自己切换", "it switches itself")
def itself(lib, random):
    layer = kind(lib)()
    see(layer, True, "Layer()")
    layer.eval()
    see(layer, False, "layer.eval()")
    layer.train()
    see(layer, True, "layer.train()")


@promise("拿着的层跟着切换：属性、列表、元组、字典",
         "layers that it holds follow: attributes, lists, tuples, dicts")  # fmt: skip
def held(lib, random):
    same = kind(lib)
    for name, hold in {
        "layer.part = part": lambda outer, inner: setattr(outer, "part", inner),
        "layer.parts = [part]": lambda outer, inner: setattr(outer, "parts", [inner]),
        "layer.parts = (part,)": lambda outer, inner: setattr(outer, "parts", (inner,)),
        "layer.parts = {'a': part}": lambda outer, inner: setattr(outer, "parts", {"a": inner}),
        "layer.parts = [[part]]": lambda outer, inner: setattr(outer, "parts", [[inner]]),
    }.items():
        outer, inner = same(), same()
        hold(outer, inner)
        outer.eval()
        see(inner, False, f"{name}, layer.eval(): part")
        outer.train()
        see(inner, True, f"{name}, layer.train(): part")


@promise("有几个就切换几个", "all of them follow, not only the first")
def several(lib, random):
    same = kind(lib)
    outer, parts = same(), [same() for _ in range(4)]
    outer.first, outer.rest, outer.last = parts[0], parts[1:3], parts[3]
    outer.eval()
    for name, part in zip(("first", "rest[0]", "rest[1]", "last"), parts, strict=True):
        see(part, False, f"layer.first, layer.rest = [.., ..], layer.last, layer.eval(): {name}")


@promise("层里的层里的层也跟着切换", "layers inside layers inside layers follow")
def deeper(lib, random):
    same = kind(lib)
    outer, middle, inner = same(), same(), same()
    outer.parts, middle.part = [middle], inner
    outer.eval()
    see(inner, False, say("三层里最里面的那一层", "the innermost of three"))


@promise("别的层不受影响", "other layers stay as they are")
def others(lib, random):
    same = kind(lib)
    first, second = same(), same()
    first.eval()
    see(second, True, say("另一个层", "another layer"))


@promise("内层自己的 train、eval 会被调用", "a held layer's own train and eval are called")
def own_switch(lib, random):
    calls = []

    class Noted(kind(lib)):
        def train(self):
            calls.append("train")

        def eval(self):
            calls.append("eval")

    outer = kind(lib)()
    outer.part = Noted()
    outer.eval()
    outer.train()
    if calls != ["eval", "train"]:
        fail(
            f"内层自己的 eval() 和 train() 应当各被调用一次，实际调用了 {calls}",
            f"the held layer's own eval() and train() were due, once each; called were {calls}",
        )
