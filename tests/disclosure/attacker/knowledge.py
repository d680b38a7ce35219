"""What a reader knows of whole numbers: bounds, sums and rounded means; and what follows from them, by milp."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

MOST = 10_000


class Knowledge:
    """Numbers of patients by name, each with bounds, and linear statements that link them."""

    def __init__(self):
        self.bounds, self.statements, self._made = {}, [], None

    def learn(self, name, low=0, high=MOST):
        """Learn that a number lies between two others; what was known before still holds."""
        least, most = self.bounds.get(name, (-MOST * 1000 if name[0] == "sum" else 0, MOST * 1000))
        self.bounds[name] = (max(least, low), min(most, high))
        self._made = None

    def state(self, parts, low, high):
        """Learn that a weighted sum of numbers lies between two others; `parts` is a list of (name, weight)."""
        for name, _ in parts:
            if name not in self.bounds:
                self.learn(name, *((-MOST * 1000, MOST * 1000) if name[0] == "sum" else (0, MOST)))
        self.statements.append((parts, low, high))
        self._made = None

    def adds_up(self, total, parts):
        """Learn that parts add up to a total."""
        self.state([(total, -1.0), *((part, 1.0) for part in parts)], 0.0, 0.0)

    def holds(self, wider, narrower):
        """Learn that all patients of one group belong to another."""
        self.state([(wider, 1.0), (narrower, -1.0)], 0.0, np.inf)

    def mean(self, total, n, value, half, unit=1.0):
        """Learn that the sum of n scores in steps of `unit`, divided by n, is `value` give or take `half`."""
        self.state([(total, unit), (n, -(value + half))], -np.inf, 1e-9)
        self.state([(total, unit), (n, -(value - half))], -1e-9, np.inf)

    def difference(self, one, other, value, half, unit=1.0):
        """Learn a difference of two means, each of a sum of scores and a known number: both given as (total, n)."""
        (total, n), (against, m) = one, other
        self.state(
            [(total, unit * m), (against, -unit * n)],
            (value - half) * n * m - 1e-6,
            (value + half) * n * m + 1e-6,
        )

    def _matrix(self):
        if self._made is None:
            place = {name: column for column, name in enumerate(self.bounds)}
            cells = [(row, place[name], weight) for row, (parts, _, _) in enumerate(self.statements)
                     for name, weight in parts]  # fmt: skip
            rows, columns, weights = zip(*cells) if cells else ((), (), ())
            matrix = csr_array((weights, (rows, columns)), shape=(len(self.statements), len(place)))
            ends = np.array([(low, high) for _, low, high in self.statements], float).reshape(-1, 2)
            self._made = place, matrix, ends
        return self._made

    def _solve(self, costs, bounds):
        _, matrix, ends = self._matrix()
        constraints = [LinearConstraint(matrix, ends[:, 0], ends[:, 1])] if len(ends) else []
        return milp(
            costs, integrality=np.ones(len(bounds)), bounds=Bounds(*bounds.T), constraints=constraints
        )

    def range_of(self, name):
        """Smallest and largest whole number that fits what is known."""
        place = self._matrix()[0]
        bounds, ends = np.array(list(self.bounds.values()), float), []
        for sign in (1.0, -1.0):
            costs = np.zeros(len(place))
            costs[place[name]] = sign
            found = self._solve(costs, bounds)
            if found.x is None:
                raise ValueError(f"what was read contradicts itself at {name}: {found.message}")
            ends.append(round(sign * found.fun))
        return tuple(ends)

    def values_of(self, name, low, high, enough=None):
        """Whole numbers from low to high that fit, or `enough` of them: a range may have gaps."""
        place = self._matrix()[0]
        found = []
        for value in range(low, high + 1):
            if len(found) == enough:
                break
            bounds = np.array(list(self.bounds.values()), float)
            if not bounds[place[name], 0] <= value <= bounds[place[name], 1]:
                continue
            bounds[place[name]] = value
            if self._solve(np.zeros(len(place)), bounds).x is not None:
                found.append(value)
        return found


def patients_left_out_of_variation(everybody, mean, sd, variation, halves):
    """How many patients with no session fit: the mean and SD count them, SD / mean between patients leaves them out.

    Parameters: the number of patients with the mean and SD of sessions per patient, the SD / mean without those who had
    none, and by how much each of the three may be rounded.
    """
    fits = []
    for none in range(min(everybody - 1, 60)):
        n, found = everybody - none, []
        for shift in (-1, 0, 1):
            for spread in (-1, 0, 1):
                total = round(everybody * (mean + shift * halves[0]))
                squares = (everybody - 1) * (sd + spread * halves[1]) ** 2 + total**2 / everybody
                variance = (squares - total**2 / n) / (n - 1) if n > 1 else -1.0
                if variance >= 0 and total:
                    found.append(np.sqrt(variance) / (total / n))
        if found and min(found) - halves[2] <= variation <= max(found) + halves[2]:
            fits.append(none)
    return fits
