"""`python -m benchmarks.timefold INSTANCE.json [SECONDS]`: plan one instance of the family."""

import sys
from pathlib import Path

from benchmarks.timefold.instance import read_instance
from benchmarks.timefold.measure import planned

if __name__ == "__main__":
    instance = read_instance(Path(sys.argv[1]))
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    sys.stdout.write(f"{instance.name}, {seconds:g} s: {planned(instance, seconds)}\n")
