"""Reference values for the split of age bands: SciPy's PchipInterpolator on cumulated counts."""
import scipy
from scipy.interpolate import PchipInterpolator

print("scipy", scipy.__version__)
curve = PchipInterpolator([0, 5, 10, 15], [0, 10, 30, 90])
print([float(curve(age + 1) - curve(age)) for age in range(15)])
