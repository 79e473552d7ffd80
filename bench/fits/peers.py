"""One fit by scipy or implicit in a process of its own, on one thread, which prints a line of JSON: `peers.py PART FOLDER`."""

import json
import os
import resource
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import scipy.sparse as sparse

ALS = {"factors": 64, "regularization": 40.0, "iterations": 8}
ALPHA = 10
WINDOW = 5

part, folder = sys.argv[1:]


def read(name):
    return np.fromfile(f"{folder}/{name}.bin", dtype=np.int32)


def co_occurrence(matrix):
    """Shared users of pairs of items, in ascending order, without the diagonal."""
    counts = (matrix.T @ matrix).tocsr()
    counts.setdiag(0)
    counts.eliminate_zeros()
    counts.sort_indices()
    return lambda: counts.nnz


def soon_after(matrix):
    """Ordered pairs of items within the window: numbers and sums of 1 / distance."""
    offsets, items = read("sequenceOffsets"), read("sequenceItems")
    size = matrix.shape[1]
    user = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    pairs = []
    for distance in range(1, WINDOW + 1):
        before, after = items[:-distance], items[distance:]
        kept = (user[:-distance] == user[distance:]) & (before != after)
        pairs.append((before[kept], after[kept], np.full(kept.sum(), 1 / distance)))
    before, after, weights = (np.concatenate(column) for column in zip(*pairs))
    shape = (size, size)
    sums = sparse.coo_matrix((weights, (before, after)), shape).tocsr()
    ones = np.ones(len(before), dtype=np.int32)
    counts = sparse.coo_matrix((ones, (before, after)), shape).tocsr()
    for result in (sums, counts):
        result.sum_duplicates()
        result.sort_indices()
    return lambda: counts.nnz


def als(matrix):
    from implicit.cpu.als import AlternatingLeastSquares

    # implicit takes the whole confidence of an interaction, 1 + alpha.
    model = AlternatingLeastSquares(
        **ALS, alpha=1 + ALPHA, use_cg=True, num_threads=1, random_state=0
    )
    model.fit(matrix.astype(np.float32), show_progress=False)
    return lambda: objective(matrix, model.user_factors, model.item_factors)


def objective(matrix, users, items):
    """What ALS minimizes: squared errors, 1 + alpha times for an interaction, plus the penalty."""
    users, items = users.astype(np.float64), items.astype(np.float64)
    grams = users.T @ users, items.T @ items
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    total = float((grams[0] * grams[1]).sum())
    for start in range(0, matrix.nnz, 100_000):
        part = slice(start, start + 100_000)
        scores = (users[rows[part]] * items[matrix.indices[part]]).sum(axis=1)
        total += float(((1 + ALPHA) * (1 - scores) ** 2 - scores**2).sum())
    return total + ALS["regularization"] * float(np.trace(grams[0]) + np.trace(grams[1]))


offsets, columns = read("rowOffsets"), read("rowColumns")
size = len(read("columnOffsets")) - 1
ones = np.ones(len(columns), dtype=np.int32)
matrix = sparse.csr_matrix((ones, columns, offsets), shape=(len(offsets) - 1, size))
if part == "als":
    import implicit.cpu.als  # noqa: F401  (imports are not part of the fit)


def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


fit = {"co-occurrence": co_occurrence, "soon-after": soon_after, "als": als}[part]
before, begun, beginning = memory(), time.process_time(), time.perf_counter()
result_of = fit(matrix)
measured = {
    "seconds": time.perf_counter() - beginning,
    "processorSeconds": time.process_time() - begun,
    "addedMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before,
}
print(json.dumps({**measured, "result": result_of()}))
