"""Elementary functions from mpmath, special cases from C's library: math.json."""
import ctypes
import math
import random
from fractions import Fraction

import mpmath

from .text import exact

C = ctypes.CDLL(None)
LEAST, GREATEST, NORMAL = 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308
SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan]
FUNCTIONS = {"exp": mpmath.exp, "log": mpmath.log, "cos": mpmath.cos, "sin": mpmath.sin, "pow": mpmath.power}


def near(*values):
    """Each with its two neighbours."""
    return [n for v in values for n in (math.nextafter(v, -math.inf), v, math.nextafter(v, math.inf))]


def both(values):
    return [sign * v for v in values for sign in (1, -1)]


def points():
    """The arguments of each function."""
    draw = random.Random(1)
    sizes = [2.0 ** draw.uniform(-1074, 1023.9) for _ in range(60)]
    tiny = [LEAST, 3e-310, NORMAL, 1e-200, 1e-17, 2.0**-28, 1e-8, 1e-5]
    whole = [float(n) for n in range(1, 21)]
    exp = both(tiny + whole) + near(709.782712893384, -708.3964185322641, -745.1332191019411, math.log(2) / 2, -math.log(2) / 2)
    exp += [710.0, -746.0, 1e300, -1e300] + [draw.uniform(-1, 1) for _ in range(60)] + [draw.uniform(-745, 709.7) for _ in range(80)]
    log = tiny + whole + sizes + [-LEAST, -1.0, GREATEST, 10.0**-5, 1e22] + near(1.0, math.sqrt(2), math.sqrt(0.5), NORMAL)
    log += [1 + sign * 2.0**-k for k in range(2, 53, 3) for sign in (1, -1)] + [draw.uniform(0.5, 2) for _ in range(60)]
    turns = [k * math.pi / 4 for k in [1, 2, 3, 4, 5, 6, 7, 8, 9, 22, 355, 1000, 99999, 2**20 - 1, 2**21 + 1]]
    # Of all float64, the first is the closest to a multiple of π/2.
    large = [6381956970095103.0 * 2.0**797, 1647099.0, 1647100.0, 1e6, 1e9, 1e22, 2.0**52, 2.0**53, 2.0**120, 1e300, GREATEST]
    angles = both(tiny + near(*turns) + large + whole) + sizes + [draw.uniform(-7, 7) for _ in range(60)]
    angles += [draw.uniform(-1e7, 1e7) for _ in range(40)]
    return {"exp": [[x] for x in exp + SPECIAL], "log": [[x] for x in log + SPECIAL],
            "cos": [[x] for x in angles + SPECIAL], "sin": [[x] for x in angles + SPECIAL], "pow": powers(draw)}


def powers(draw):
    """A grid of special cases; then what schedules use, every size, results of every size, and bases close to 1."""
    bases = SPECIAL + [1.0, -1.0, 2.0, -2.0, 0.5, -1.5, LEAST, GREATEST, 1 + 2.0**-52, 1 - 2.0**-53]
    exponents = SPECIAL + [1.0, -1.0, 2.0, 3.0, -3.0, 0.5, -0.5, 1 / 3, 2.0**53 - 1, 2.0**53, 1e300, LEAST, -1074.0, -1075.0]
    made = [[x, y] for x in bases for y in exponents]
    made += [[gamma, float(n)] for gamma in (0.1, 0.5, 0.9, 0.95, 0.99, 0.999) for n in (2, 3, 4, 7, 30, 100, 1000)]
    made += [[1 - t / 50, power] for t in range(3, 50, 6) for power in (0.9, 2.0, 1.5, 3.0)]
    for _ in range(120):
        x = 2.0 ** draw.uniform(-1074, 1023.9)
        made.append([x, draw.uniform(-1080, 1030) / math.log2(x)])
    for _ in range(60):
        x = 1 + draw.choice((1, -1)) * 2.0 ** draw.uniform(-52, -3)
        made.append([x, draw.uniform(-1080, 1030) / math.log2(x)])
    return made + [[draw.uniform(0.2, 5), draw.uniform(-20, 20)] for _ in range(60)]


def rounded(value):
    """The nearest float64, and how far beyond it the value is, in units of its last place."""
    sign, mantissa, exponent, _ = value._mpf_
    fraction = (-1) ** sign * mantissa * Fraction(2) ** exponent
    try:
        nearest = float(fraction)
    except OverflowError:
        return [-math.inf if sign else math.inf, 0.0]
    return [nearest, float(f"{float((fraction - Fraction(nearest)) / Fraction(math.ulp(nearest))):.4g}")]


def value_of(name, arguments):
    usual = all(map(math.isfinite, arguments)) and arguments[0] != 0
    if name == "log":
        usual = usual and arguments[0] > 0
    if name == "pow":
        usual = usual and (arguments[0] > 0 or arguments[1] == math.floor(arguments[1]))
    if not usual:
        special = getattr(C, name)
        special.restype = ctypes.c_double
        return [special(*map(ctypes.c_double, arguments)), 0.0]
    if name in ("pow", "exp"):
        size = arguments[-1] * (math.log2(abs(arguments[0])) if name == "pow" else 1)
        if abs(size) > 3000:
            sign = -1.0 if name == "pow" and arguments[0] < 0 and arguments[1] % 2 == 1 else 1.0
            return [sign * (math.inf if size > 0 else 0.0), 0.0]
    with mpmath.workprec(1400):
        return rounded(FUNCTIONS[name](*map(mpmath.mpf, arguments)))


def elementary(_golden, cases):
    """By function: arguments, the nearest float64, and what it lacks in units of the last place."""
    found = {name: [exact([*arguments, *value_of(name, arguments)]) for arguments in own] for name, own in points().items() if cases(name)}
    return {"how": "mpmath, 1400 bits", **found}
