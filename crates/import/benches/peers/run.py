"""Rows per second and the most memory held, for suranys-import, DuckDB and polars. See README.md here."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
project = here.parents[3]
parser = argparse.ArgumentParser()
parser.add_argument("--rows", type=int, default=10_000_000)
parser.add_argument("--program", default=os.environ.get("CARGO_TARGET_DIR", str(project / "target")) + "/release/suranys-import")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--memory", type=int, default=16_000, help="megabytes that DuckDB may hold")
parser.add_argument("--folder", default=None, help="where the extracts stand, or are put")
parser.add_argument("--formats", default="csv,parquet")
parser.add_argument("--only", default="suranys,duckdb,polars")
parser.add_argument("--times", type=int, default=1, help="runs of each; the fastest counts")
asked = parser.parse_args()
package = str(project / "data/kz")


def measured(command, environment=None):
    """Seconds and megabytes of a process with all its threads."""
    began = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != 0:
        return None, usage.ru_maxrss / 1024
    return seconds, usage.ru_maxrss / 1024


folder = pathlib.Path(asked.folder or tempfile.mkdtemp(prefix="suranys-peers-"))
folder.mkdir(exist_ok=True)
print(f"{'format':8} {'program':10} {'seconds':>8} {'rows/s':>10} {'MB':>7}")
for written in asked.formats.split(","):
    extract = folder / f"{written}-{asked.rows}"
    if not extract.exists():
        subprocess.run([asked.program, "generate", "--package", package, "--rows", str(asked.rows), "--kinds", "vacancy",
                        "--format", written, "--no-truth", "-o", str(extract)], check=True)
    file = str(extract / f"vacancy.{written}")
    with tempfile.TemporaryDirectory(dir=folder) as out:
        ways = {
            "suranys": ([asked.program, "evidence", "--package", package, "--vacancies", file, "--as-of", "2025-12-31",
                         "--codes-alone", "--threads", str(asked.threads), "-o", f"{out}/suranys"], {}),
            "duckdb": ([sys.executable, str(here / "duck.py"), file, f"{out}/duckdb", str(asked.threads), str(asked.memory)], {}),
            "polars": ([sys.executable, str(here / "frames.py"), file, f"{out}/polars"],
                       {"POLARS_MAX_THREADS": str(asked.threads)}),
        }
        for name in asked.only.split(","):
            best = None
            for _ in range(asked.times):
                shutil.rmtree(f"{out}/suranys", ignore_errors=True)
                seconds, megabytes = measured(*ways[name])
                if seconds is None:
                    print(f"{written:8} {name:10} {'failed':>8} {'':>10} {megabytes:7.0f}", flush=True)
                    continue
                best = min(best or (seconds, megabytes), (seconds, megabytes))
            if best:
                print(f"{written:8} {name:10} {best[0]:8.1f} {asked.rows / best[0]:10.0f} {best[1]:7.0f}", flush=True)
