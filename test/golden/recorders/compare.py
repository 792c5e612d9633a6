"""Compares two values of JSON, numbers within tolerances."""
NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
#: Which library made a file is told by it, and may change.
TOLD = ("torch", "optuna", "how")


def is_number(value):
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or value in ("NaN", "Infinity", "-Infinity")


def is_close(a, b, absolute, relative):
    a, b = (NUMBERS[value] if isinstance(value, str) else float(value) for value in (a, b))
    return a == b or (a != a and b != b) or abs(a - b) <= absolute + relative * abs(a)


def tolerance_at(path, tolerances):
    """Of the first key whose words all stand in the path."""
    return next(pair for key, pair in tolerances.items() if all(word in path for word in key.split()))


def differences(golden, made, tolerances, path=()):
    """@returns a line for each value that differs: where, what it was, what it is"""
    if is_number(golden) and is_number(made):
        absolute, relative = tolerance_at(path, tolerances)
        return [] if is_close(golden, made, absolute, relative) else [f"{' '.join(path)}: {golden} → {made}"]
    if isinstance(made, dict) and "raises" in made:
        return [f"{' '.join(path)} {made['id']}: raises {made['raises']}"]
    if isinstance(golden, dict) and isinstance(made, dict) and golden.keys() == made.keys():
        own = (golden["id"],) if "id" in golden else ()
        kept = [key for key in golden if key not in TOLD]
        return [d for key in kept for d in differences(golden[key], made[key], tolerances, (*path, *own, key))]
    if isinstance(golden, list) and isinstance(made, list) and len(golden) == len(made):
        return [d for i, (a, b) in enumerate(zip(golden, made)) for d in differences(a, b, tolerances, (*path, str(i)))]
    return [] if golden == made else [f"{' '.join(path)}: {str(golden)[:80]} → {str(made)[:80]}"]
