"""Reference values for ETS(A,N,N), ETS(A,A,N) and ETS(A,Ad,N).

Made with statsmodels 0.15.0, statsmodels.tsa.exponential_smoothing.ets.ETSModel, an
implementation independent of ours (`pip install statsmodels==0.15.0`). Series: annual flow of the
Nile at Aswan, 1871-1970, 10^8 m^3 (Durbin & Koopman 2001; shipped with statsmodels), logged; and
US real gross domestic product, first quarter of each year 1959-2009 (statsmodels macrodata,
Bureau of Economic Analysis), logged.

Run: python3 ets.py > ets.json
"""
import json

import numpy as np
import statsmodels.api as sm
from statsmodels.tsa.exponential_smoothing.ets import ETSModel


def fit(values, trend, damped):
    best = None
    for alpha in (0.1, 0.3, 0.5, 0.7, 0.9):
        for share in (0.05, 0.3, 0.7) if trend else (None,):
            model = ETSModel(values, error="add", trend=trend, damped_trend=damped,
                             initialization_method="estimated")
            start = dict(zip(model.param_names, model.start_params))
            start["smoothing_level"] = alpha
            if trend:
                start["smoothing_trend"] = alpha * share
            if damped:
                start["damping_trend"] = 0.9
            result = model.fit(start_params=np.array([start[n] for n in model.param_names]),
                               disp=False, maxiter=5000, tol=1e-14)
            if best is None or result.llf > best.llf:
                best = result
    p = dict(zip(best.model.param_names, best.params))
    return {
        "alpha": p["smoothing_level"],
        "beta": p.get("smoothing_trend", 0.0),
        "phi": p.get("damping_trend", 1.0),
        "sse": float(np.sum(np.asarray(best.resid) ** 2)),
        "aicc": float(best.aicc),
        "forecast": [float(v) for v in best.forecast(5)],
    }


nile = np.log(sm.datasets.nile.load_pandas().data["volume"].to_numpy())
macro = sm.datasets.macrodata.load_pandas().data
gdp = np.log(macro.loc[macro["quarter"] == 1, "realgdp"].to_numpy())
out = []
for name, values in (("nile", nile), ("us real gdp", gdp), ("us real gdp from 1998", gdp[-12:])):
    for label, trend, damped in (("ANN", None, False), ("AAN", "add", False),
                                 ("AAdN", "add", True)):
        out.append({"series": name, "model": label, "log_values": [float(v) for v in values],
                    **fit(values, trend, damped)})
print(json.dumps(out, indent=1))
