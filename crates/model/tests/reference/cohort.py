"""Cohort exits of one year by brute force: every single year of age is cut into N births, and each
is followed over the year. Independent of the program: plain Python, no shared code.

Writes people.csv (persons and death rate by completed age) and cohort.csv (one line for each pair
of pension ages). Two kinds of values:

  stated      as the program's documentation states its accounts: employment rates are those of the
              middle of a completed year of age, and everyone of that age shares them;
  continuous  employment rates at each birth's own exact age. The difference to the former is the
              error of counting by whole years of age.

Run: python3 cohort.py   (Python 3.8 or later; writes beside itself)
"""

import csv
import math
import pathlib

N = 2000
HERE = pathlib.Path(__file__).parent
BELOW = [(17.5, 0.12), (22.5, 0.55), (27.5, 0.74), (42.5, 0.83), (52.5, 0.79), (57.5, 0.66)]
AT_AGE, DECLINE = 0.31, 0.17
CASES = [(58.0, 58.5), (61.0, 61.0), (61.0, 61.5), (63.0, 63.0), (61.0, 60.0), (60.5, 62.0)]


def people(age):
    return 1000.0 * (1.3 - age / 110.0) * (1.0 + 0.2 * math.sin(age / 7.0))


def death(age):
    return min(1.0, 0.00008 * math.exp(0.088 * age))


def before(exact):
    """Rate below the pension age: lines between the points, the last line going on."""
    if exact < BELOW[0][0]:
        return BELOW[0][1] if exact >= 15.0 else 0.0
    for (x0, y0), (x1, y1) in zip(BELOW, BELOW[1:]):
        if exact <= x1 or (x1, y1) == BELOW[-1]:
            return min(1.0, max(0.0, y0 + (y1 - y0) * (exact - x0) / (x1 - x0)))


def beyond(years):
    return AT_AGE * math.exp(-DECLINE * max(years, 0.0))


def account(age_before, age_now, continuous):
    c = dict.fromkeys(
        ["before_age", "beyond_age", "reaching", "reaching_stay", "beyond_exits", "deaths_before", "deaths_beyond"], 0.0
    )
    stop = 1.0 - math.exp(-DECLINE)
    for age in range(100):
        for n in range(N):
            exact = age + (n + 0.5) / N
            persons = people(age) / N
            middle = exact if continuous else age + 0.5
            rate = before(middle)
            if exact < age_before:
                employed = persons * rate
                c["before_age"] += employed
                c["deaths_before"] += employed * death(age)
            else:
                employed = persons * beyond(middle - age_before)
                c["beyond_age"] += employed
                c["beyond_exits"] += employed * stop
                c["deaths_beyond"] += employed * death(age)
            # Not yet at the age at the start, at this year's age or over it by the end.
            if exact < age_before and exact + 1.0 >= age_now:
                c["reaching"] += persons * rate
                c["reaching_stay"] += persons * rate * min(1.0, AT_AGE / rate)
    return c


with open(HERE / "people.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["age", "persons", "death_rate"])
    for age in range(100):
        w.writerow([age, repr(people(age)), repr(death(age))])

with open(HERE / "cohort.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    names = list(account(60.0, 60.0, False))
    w.writerow(["kind", "age_before", "age_now"] + names)
    for kind in ["stated", "continuous"]:
        for a, b in CASES:
            c = account(a, b, kind == "continuous")
            w.writerow([kind, a, b] + [repr(c[n]) for n in names])
