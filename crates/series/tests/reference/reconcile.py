"""Values for reconcile.csv from hierarchicalforecast 1.5.3 (pip install hierarchicalforecast==1.5.3).

Seven series: a total (0), two halves (1, 2) and four cells (3 to 6), two cells in each half.
  forecasts(i) = 100, 61, 45, 33, 24, 20, 27
  errors(i, t) = ((37 (i + 1) (t + 2) + 11 t t) mod 23) - 11,  t = 0..11
Run: python reconcile.py > reconcile.csv
"""
import numpy as np
from hierarchicalforecast.methods import MinTrace

S = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
y_hat = np.array([[100.0], [61], [45], [33], [24], [20], [27]])
t = np.arange(12)
errors = np.array([(37 * (i + 1) * (t + 2) + 11 * t * t) % 23 - 11.0 for i in range(7)])
tags = {"total": np.array([0]), "halves": np.array([1, 2]), "cells": np.array([3, 4, 5, 6])}
print("method,index,value")
for method in ["ols", "wls_struct", "mint_shrink"]:
    kwargs = {}
    if method == "mint_shrink":
        # Its residuals are values less fitted values.
        kwargs = {"y_insample": errors, "y_hat_insample": np.zeros_like(errors)}
    out = MinTrace(method=method).fit_predict(S=S, y_hat=y_hat, tags=tags, **kwargs)
    for i, v in enumerate(np.asarray(out["mean"]).ravel()):
        print(f"{method},{i},{v:.12g}")
