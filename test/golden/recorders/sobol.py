"""Sobol's sequence as SciPy has it: sobol.json."""
import scipy
from scipy.stats import qmc

DIMENSIONS, POINTS = 40, 64


def sobol(_golden, _cases):
    how = f"scipy.stats.qmc.Sobol({DIMENSIONS}, scramble=False).random({POINTS}), SciPy {scipy.__version__}"
    return {"how": how, "points": qmc.Sobol(DIMENSIONS, scramble=False).random(POINTS).tolist()}
