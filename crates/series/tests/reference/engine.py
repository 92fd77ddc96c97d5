"""Values for engine.csv from statsmodels 0.15.0 and statsforecast 2.1.1
(pip install statsmodels==0.15.0 statsforecast==2.1.1).

The series are made by formulas, the same as in src/reference.rs:
  season(t) = 100 + 2 t + 10 cos(pi t / 2) + (7 t mod 5),  t = 0..31
  walk(t)   = sum over s <= t of ((37 s mod 11) - 4),       t = 0..39
Run: python engine.py > engine.csv
"""
import warnings

import numpy as np
from statsforecast.ces import pegelsresid_ces
from statsforecast.models import ARIMA, AutoETS, DynamicOptimizedTheta, Naive, RandomWalkWithDrift, SeasonalNaive
from statsmodels.regression.quantile_regression import QuantReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents
from statsmodels.tsa.stattools import kpss

warnings.simplefilter("ignore")
t = np.arange(32)
season = 100 + 2 * t + 10 * np.cos(np.pi * t / 2) + (7 * t) % 5
walk = np.cumsum([(37 * s) % 11 - 4 for s in range(40)]).astype(float)
print("what,index,value")


def write(what, values):
    for i, v in enumerate(values):
        print(f"{what},{i},{v:.12g}")


write("index", seasonal_decompose(season, model="multiplicative", period=4).seasonal[:4])
for name, x in [("walk", walk), ("changes", np.diff(walk))]:
    lags = int(3 * np.sqrt(len(x)) / 13)
    write(f"kpss-{name}", [kpss(x, "c", nlags=lags)[0]])
# One-step forecasts of ETS(A,A,N) at given parameters and initial states.
model = ETSModel(walk, error="add", trend="add", initialization_method="known",
                 initial_level=0.0, initial_trend=1.0)
fitted = model.smooth([0.6, 0.2, 0.0, 1.0]).fittedvalues
for i in [0, 1, 10, 39]:
    print(f"ets-aan,{i},{fitted[i]:.12g}")
# Forecasts of statsforecast.
write("naive", Naive().forecast(season, 6)["mean"])
write("seasonal-naive", SeasonalNaive(4).forecast(season, 6)["mean"])
write("drift", RandomWalkWithDrift().forecast(season, 6)["mean"])
write("theta", DynamicOptimizedTheta().forecast(walk + 50, 4)["mean"])
for form in ["ANN", "AAN", "MNN"]:
    model = AutoETS(model=form, season_length=1, damped=False).fit(walk + 50)
    write(f"ets-{form}", model.predict(4)["mean"])
    write(f"ets-mse-{form}", [model.model_["mse"]])
# States of complex exponential smoothing at given parameters: before the first value, where the
# program's own backcasting puts them, and after the last.
_, _, states, _ = pegelsresid_ces(walk + 50, 1, np.array([[48.0, 45.0]]), 2, "N", 1.4, 0.9,
                                  np.nan, np.nan, 3)
write("ces-start", states[0])
write("ces-state", states[40])
# Mean absolute errors of median regressions on what a panel of made-up series knows: the panel and
# its known of src/ensemble/global_model.rs.
for step in [0, 2]:
    rows, changes = [], []
    for n in range(12):
        y = 500 + np.cumsum([(37 * s + 11 * n * s + 5 * n) % 23 - 8.0 for s in range(30)])
        for seen in range(6, 30 - step):
            moves = np.diff(y[:seen])
            unit = np.abs(moves).mean()
            mean = moves.mean() / unit
            rows.append([1, mean, mean * abs(mean), *(moves[:-4:-1] / unit - mean)])
            changes.append((y[seen + step] - y[seen - 1]) / unit)
    fit = QuantReg(changes, np.array(rows)).fit(0.5, max_iter=5000, p_tol=1e-10)
    print(f"global,{step},{np.abs(fit.resid).mean():.12g}")
# Conditional least squares of differences.
for order, name in [((1, 1, 0), "ar1"), ((0, 1, 1), "ma1")]:
    model = ARIMA(order=order, method="CSS").fit(walk)
    write(f"arima-{name}", [model.model_["coef"][name]])
# Level and slope at the end by the exact diffuse filter: variances of noise and level 2 and 5, of
# the slope 0.5; with gaps, values 5, 6 and 20 are missing.
gaps = walk.copy()
gaps[[5, 6, 20]] = np.nan
for name, y, form, variances in [
    ("level", walk, "local level", [2.0, 5.0]),
    ("trend", walk, "local linear trend", [2.0, 5.0, 0.5]),
    ("gaps", gaps, "local linear trend", [2.0, 5.0, 0.5]),
]:
    result = UnobservedComponents(y, form, use_exact_diffuse=True).smooth(variances)
    write(f"local-{name}", result.filtered_state[:, -1])
# Regression on a driver with AR(1) errors: constant, slope, memory, variance, likelihood, forecasts.
driver = np.array([(t * t * 13) % 29 for t in range(43)], dtype=float)
errors = [0.0]
for s in range(40):
    errors.append(0.6 * errors[-1] + ((37 * s) % 11 - 5) / 2)
y = 20 + 1.5 * driver[:40] + np.array(errors[1:])
gaps = y.copy()
gaps[[7, 8]] = np.nan
with_constant = np.column_stack([np.ones(43), driver])
for name, values in [("regression", y), ("regression-gaps", gaps)]:
    fit = SARIMAX(values, exog=with_constant[:40], order=(1, 0, 0)).fit(disp=0, maxiter=500)
    write(name, [*fit.params, fit.llf, *fit.forecast(3, exog=with_constant[40:])])
