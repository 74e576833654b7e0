"""Wavemark beside fast engines, on the same responses, in one run.

    cargo build --release && cargo build --release --example generate_large
    python3 -m venv target/peers && target/peers/bin/pip install duckdb polars
    target/peers/bin/python benches/peers/compare.py 10000000

Wavemark builds the whole report: it reads, weighs, estimates, compares, draws and publishes. DuckDB and Polars answer one query:
all answers counted by quarter, brand, segment, region and channel, in the quickest form that was found (a counter for each answer:
DuckDB's histogram() takes four times as long); of the waits, which Wavemark counts one by one, they have the sum. Wavemark's second line is a build of the same data with what an
earlier one has kept. Each runs in a process of its own, with the disk's cache
warm; the best of the runs is shown. A peer that is not installed is left out, and said to be.
"""

import argparse
import importlib.util
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ["brand", "segment", "region", "channel"]
FIVE = ["csat", "speed", "price", "advice", "courtesy", "network", "app"]
ANSWERS = {"nps": range(0, 11), "ces": range(1, 8), **{answer: range(1, 6) for answer in FIVE}, "resolved": ["'yes'", "'no'"]}
COUNTED = [(answer, str(value)) for answer, values in ANSWERS.items() for value in values]

DUCKDB = """
import duckdb, sys
connection = duckdb.connect()
connection.execute(f"set threads to {sys.argv[2]}")
counts = ", ".join(f"count(*) filter ({answer} = {value})" for answer, value in %(counted)r)
groups = ", ".join(%(groups)r)
query = f"select date_trunc('quarter', date) as wave, {groups}, count(*), sum(weight), sum(wait), {counts} from read_csv('{sys.argv[1]}') group by all"
print(len(connection.execute(query).fetchall()))
print(duckdb.__version__, file=sys.stderr)
"""

POLARS = """
import os, sys
os.environ["POLARS_MAX_THREADS"] = sys.argv[2]
import polars
value = lambda text: text.strip("'") if text.startswith("'") else int(text)
answers = [(polars.col(answer) == value(text)).sum().alias(answer + text) for answer, text in %(counted)r]
wave = polars.col("date").dt.truncate("1q").alias("wave")
rows = polars.scan_csv(sys.argv[1], try_parse_dates=True)
groups = rows.group_by([wave, *%(groups)r]).agg([polars.len(), polars.col("weight").sum(), polars.col("wait").sum(), *answers])
print(groups.collect(engine="streaming").height)
print(polars.__version__, file=sys.stderr)
"""


def measured(command, folder):
    """Wall seconds, processor seconds and peak megabytes of one process, with what it wrote to stderr."""
    before = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - before
    if status != 0:
        raise SystemExit(f"{command[0]} failed:\n{out}\n{err}")
    # Linux counts kilobytes, macOS bytes.
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, err.strip()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("responses", nargs="?", type=int, default=10_000_000)
    arguments.add_argument("--folder", type=Path, default=ROOT / "target" / "large")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    folder = given.folder.resolve() / str(given.responses)
    data = folder / "responses.csv"
    if not data.exists():
        subprocess.run([ROOT / "target/release/examples/generate_large", str(given.responses), folder], check=True)
    # Everybody reads from memory, not from the disk.
    with data.open("rb") as file:
        while file.read(1 << 24):
            pass
    names = {"counted": COUNTED, "groups": GROUPS}
    wavemark = [str(ROOT / "target/release/wavemark"), "build", "--quiet", "--no-cache"]
    # It takes as many threads as it has processors.
    if given.threads < os.cpu_count() and sys.platform == "linux":
        wavemark = ["taskset", "-c", f"0-{given.threads - 1}", *wavemark]
    peers = [("Wavemark, the whole build", wavemark), ("Wavemark again, with what it has kept", wavemark[:-1])]
    for module, script in [("duckdb", DUCKDB), ("polars", POLARS)]:
        if importlib.util.find_spec(module) is None:
            print(f"{module} is not installed: pip install {module}")
            continue
        peers.append((module, [sys.executable, "-c", script % names, str(data), str(given.threads)]))
    print(f"{given.responses:,} responses, {data.stat().st_size / 1e9:.2f} GB, {given.threads} threads, {platform.machine()}")
    print(f"best of {given.runs} runs; load before: {os.getloadavg()[0]:.1f}\n")
    print("| | wall s | cpu s | peak MB |\n|---|---|---|---|")
    first = None
    for name, command in peers:
        if "--no-cache" not in command and name.startswith("Wavemark"):
            measured(command, folder)
        runs = [measured(command, folder) for _ in range(given.runs)]
        wall, cpu, peak = (min(run[at] for run in runs) for at in range(3))
        version = runs[0][3].splitlines()[-1] if name in ("duckdb", "polars") else ""
        first = first or (wall, cpu)
        ratio = f" ({wall / first[0]:.1f} times Wavemark's)" if version else ""
        print(f"| {name} {version} | {wall:.1f}{ratio} | {cpu:.1f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
