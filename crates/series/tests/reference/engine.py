"""Values for engine.csv from statsmodels 0.15.0 (pip install statsmodels==0.15.0).

The series are made by formulas, the same as in tests/engine.rs:
  season(t) = 100 + 2 t + 10 cos(pi t / 2) + (7 t mod 5),  t = 0..31
  walk(t)   = sum over s <= t of ((37 s mod 11) - 4),       t = 0..39
Run: python engine.py > engine.csv
"""
import numpy as np
import warnings
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.stattools import kpss
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.simplefilter("ignore")
t = np.arange(32)
season = 100 + 2 * t + 10 * np.cos(np.pi * t / 2) + (7 * t) % 5
walk = np.cumsum([(37 * s) % 11 - 4 for s in range(40)]).astype(float)
print("what,index,value")
indices = seasonal_decompose(season, model="multiplicative", period=4).seasonal[:4]
for i, v in enumerate(indices):
    print(f"index,{i},{v:.12g}")
for name, x in [("walk", walk), ("changes", np.diff(walk))]:
    lags = int(3 * np.sqrt(len(x)) / 13)
    print(f"kpss-{name},0,{kpss(x, 'c', nlags=lags)[0]:.12g}")
# One-step forecasts of ETS(A,A,N) at given parameters and initial states.
model = ETSModel(walk, error="add", trend="add", initialization_method="known",
                 initial_level=0.0, initial_trend=1.0)
fitted = model.smooth([0.6, 0.2, 0.0, 1.0]).fittedvalues
for i in [0, 1, 10, 39]:
    print(f"ets-aan,{i},{fitted[i]:.12g}")
