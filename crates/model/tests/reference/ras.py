"""Values for tests/ras.rs: iterative proportional fitting by ipfn 1.4.4 (Dirguis), numpy 2.

    pip install ipfn numpy && python ras.py > ras.csv

Seeds and margins are made by the formulas below, which tests/ras.rs repeats; zeros of the seed are
meant. `two` is a matrix of 4 by 6, `three` an array of 3 by 4 by 5 whose margins are the first two
axes together and the first with the third, fitted at once.
"""

import numpy as np
from ipfn import ipfn


def cell(*place):
    at = 1
    for index in place:
        at = (at * 31 + 7 * index + 3) % 97
    return float(at)


def show(name, values):
    for index, value in enumerate(np.asarray(values).ravel()):
        print(f"{name},{index},{value!r}".replace("np.float64(", "").replace(")", ""))


def fitted(seed, margins, axes):
    solver = ipfn.ipfn(seed.copy(), margins, axes, convergence_rate=1e-14, rate_tolerance=0.0, max_iteration=100000)
    return solver.iteration()


print("what,index,value")
two = np.array([[cell(i, j) for j in range(6)] for i in range(4)])
two[1, 2] = two[3, 0] = 0.0
rows = np.array([100.0 + 30.0 * i for i in range(4)])
columns = np.array([50.0 + 20.0 * j for j in range(6)])
columns *= rows.sum() / columns.sum()
show("two", fitted(two, [rows, columns], [[0], [1]]))

three = np.array([[[cell(i, j, k) for k in range(5)] for j in range(4)] for i in range(3)])
three[0, :, 1] = 0.0
three[2, :, 4] = 0.0
place = np.array([[200.0 + 50.0 * i + 35.0 * ((i + j) % 3) for j in range(4)] for i in range(3)])
jobs = np.array([[60.0 + 25.0 * ((2 * i + k) % 4) for k in range(5)] for i in range(3)])
jobs[0, 1] = jobs[2, 4] = 0.0
jobs *= (place.sum(axis=1) / jobs.sum(axis=1))[:, None]
show("three", fitted(three, [place, jobs], [[0, 1], [0, 2]]))
show("jobs", jobs)
