"""Which way of carrying participation forward was nearest on the package's own surveys?

Rolling origins on the eleven surveys of 2002-2022: from each survey with at least three before it,
every later survey three or more years ahead, ages 15-64, both sexes. Ways:

  held         the rate of the last survey;
  trend        its logit along the median yearly change between surveys, fading by 0.8 a year;
  cohort       each birth cohort carried over the ages: its logit five years before plus the mean
               step of logits between neighbouring ages, five years apart, in the surveys known;
  half-cohort  half way between held and cohort, on the logit.

Writes participation.csv: mean absolute error by sex and age in percentage points, and mean absolute
error of the labour force of a sex in per cent. Independent of the program; plain Python.

Run: python3 participation.py
"""

import csv
import math
import pathlib
from collections import defaultdict

HERE = pathlib.Path(__file__).parent
TABLES = HERE.parents[3] / "data" / "kz" / "tables"
BANDS = ["15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64"]
FADING, AHEAD, KNOWN = 0.8, 3, 4


def read(name):
    with open(TABLES / f"{name}.csv", newline="") as f:
        return [row for row in csv.DictReader(f) if row["value"]]


def logit(p):
    return math.log(p / (1.0 - p))


def rate_of(x):
    return 1.0 / (1.0 + math.exp(-x))


def median(values):
    values, n = sorted(values), len(values)
    return values[n // 2] if n % 2 else (values[n // 2 - 1] + values[n // 2]) / 2.0


force = {(r["sex"], r["age_band"], int(r["year"])): float(r["value"]) for r in read("labour_force_by_sex_age")}
both = {(r["age_band"], int(r["year"])): float(r["value"]) for r in read("population_by_age")}
by_sex = {(r["sex"], r["age_band"], int(r["year"])): float(r["value"]) for r in read("population_by_sex_age")}
five_yearly = sorted({year for _, _, year in by_sex})
surveys = sorted({year for _, _, year in force})


def people(sex, band, year):
    def share(at):
        return by_sex[sex, band, at] / (by_sex["F", band, at] + by_sex["M", band, at])

    low = max(y for y in five_yearly if y <= year)
    high = min(y for y in five_yearly if y >= year)
    way = 0.0 if low == high else (year - low) / (high - low)
    return both[band, year] * (share(low) * (1.0 - way) + share(high) * way)


logits = {
    (sex, band, year): logit(min(0.999, max(0.001, force[sex, band, year] / people(sex, band, year))))
    for sex in "FM"
    for band in BANDS
    for year in surveys
}


def between(sex, band, year, known):
    low, high = [y for y in known if y <= year], [y for y in known if y >= year]
    if not low or not high:
        return None
    low, high = max(low), min(high)
    way = 0.0 if low == high else (year - low) / (high - low)
    return logits[sex, band, low] * (1.0 - way) + logits[sex, band, high] * way


def cohort(sex, place, year, known):
    if year <= known[-1]:
        return between(sex, BANDS[place], year, known)
    if place == 0:
        return logits[sex, BANDS[0], known[-1]]
    before = cohort(sex, place - 1, year - 5, known)
    steps = []
    for y in known:
        younger = between(sex, BANDS[place - 1], y - 5, known)
        if younger is not None:
            steps.append(logits[sex, BANDS[place], y] - younger)
    return None if before is None or not steps else before + sum(steps) / len(steps)


points, totals = defaultdict(list), defaultdict(list)
for origin in surveys:
    known = [y for y in surveys if y <= origin]
    for year in (y for y in surveys if y - origin >= AHEAD and len(known) >= KNOWN):
        ahead = year - origin
        reach = FADING * (1.0 - FADING**ahead) / (1.0 - FADING)
        for sex in "FM":
            sums, true = defaultdict(float), 0.0
            for place, band in enumerate(BANDS):
                last = logits[sex, band, origin]
                changes = [
                    (logits[sex, band, b] - logits[sex, band, a]) / (b - a) for a, b in zip(known, known[1:])
                ]
                carried = cohort(sex, place, year, known)
                carried = last if carried is None else carried
                ways = {
                    "held": last,
                    "trend": last + median(changes) * reach,
                    "cohort": carried,
                    "half-cohort": (last + carried) / 2.0,
                }
                actual, persons = rate_of(logits[sex, band, year]), people(sex, band, year)
                true += actual * persons
                for way, value in ways.items():
                    points[way].append(abs(rate_of(value) - actual))
                    sums[way] += rate_of(value) * persons
            for way, value in sums.items():
                totals[way].append(abs(value / true - 1.0))

with open(HERE / "participation.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["way", "errors", "points", "labour_force_percent"])
    for way in points:
        w.writerow(
            [
                way,
                len(points[way]),
                f"{100 * sum(points[way]) / len(points[way]):.2f}",
                f"{100 * sum(totals[way]) / len(totals[way]):.2f}",
            ]
        )
