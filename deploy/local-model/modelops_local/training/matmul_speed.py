"""Whether matrix products are fast here: with the slow reference library training takes hours in place of minutes."""

import time

import mlx.core as mx

SLOW_GFLOPS = 5.0
SIDE = 512


def measure():
    """GFLOPS of one fp32 matrix product, the best of three."""
    left, right = mx.random.normal((SIDE, SIDE)), mx.random.normal((SIDE, SIDE))
    mx.eval(left, right)
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        mx.eval(left @ right)
        best = min(best, time.perf_counter() - started)
    return 2 * SIDE**3 / best / 1e9


def warn_if_slow(events):
    speed = measure()
    if speed < SLOW_GFLOPS:
        events.log(
            "warning",
            "slow_matrix_products",
            f"matrix products run at {speed:.1f} GFLOPS, training will take tens of times as long as it should; "
            "install libopenblas0-pthread and preload its libopenblas.so.0 for this process",
        )
    return round(speed, 1)
