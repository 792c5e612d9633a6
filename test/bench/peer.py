"""What the peers have in common: one line of JSON on standard input is a measurement, one on standard output its figures."""
import json, sys, time
from types import SimpleNamespace


def serve(name, version, measures):
    """Answers until standard input ends. A measurement that fails is answered with its error.

    measures: functions of a request {"measure": name, "rows": …, "batch": …, "unit": …}, by name; each returns figures.
    """
    answer({"name": name, "version": version})
    for line in sys.stdin:
        request = SimpleNamespace(**json.loads(line))
        try:
            answer({"figures": measures[request.measure](request)})
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"[:500]})


def answer(reply):
    print(json.dumps(reply), flush=True)


def per_second(run, long_enough=0.4):
    """How often a second, by as many calls as take long enough. The caller has called it before."""
    started = time.perf_counter()
    done = 0
    while True:
        run()
        done += 1
        seconds = time.perf_counter() - started
        if seconds > long_enough:
            return done / seconds
