"""What a reader knows of whole numbers: bounds, sums and rounded means; and what follows from them, by milp."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components

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

    def _system(self):
        """What is known as matrices, in parts that don't hang together; made anew when more has been learnt."""
        bounds = np.array(list(self.bounds.values()), float).reshape(-1, 2)
        if self._made is None or not np.array_equal(bounds, self._made.bounds):
            self._made = _System(self.bounds, bounds, self.statements)
        return self._made

    def range_of(self, name):
        """Smallest and largest whole number that fits what is known."""
        system = self._system()
        return tuple(round(sign * system.solve(name, sign).fun) for sign in (1.0, -1.0))

    def values_of(self, name, low, high, enough=None):
        """Whole numbers from low to high that fit, or `enough` of them: a range may have gaps."""
        system = self._system()
        found = []
        for value in range(low, high + 1):
            if len(found) == enough:
                break
            if system.solve(name, 0.0, value) is not None:
                found.append(value)
        return found


class _System:
    """Statements about numbers, as matrices. What is settled ties nothing together, so each part is solved alone."""

    def __init__(self, names, bounds, statements):
        self.bounds, self.column = bounds, {name: column for column, name in enumerate(names)}
        cells = [(row, self.column[name], weight) for row, (parts, _, _) in enumerate(statements)
                 for name, weight in parts]  # fmt: skip
        rows, columns, weights = zip(*cells) if cells else ((), (), ())
        settled = bounds[:, 0] == bounds[:, 1]
        matrix = csr_array((weights, (rows, columns)), shape=(len(statements), len(bounds)))
        ends = np.array([(low, high) for _, low, high in statements], float).reshape(-1, 2)
        # Numbers that are known already move to the other side of their statements.
        self.ends = ends - (matrix @ np.where(settled, bounds[:, 0], 0.0))[:, None]
        self.matrix = matrix @ diags_array((~settled).astype(float))
        self.matrix.eliminate_zeros()
        self.part_of_row, self.part_of_column = _parts(self.matrix)
        self.require_consistent()

    def require_consistent(self):
        """Fail unless some whole numbers fit everything."""
        if self._milp(np.zeros(len(self.bounds)), self.bounds, self.matrix, self.ends) is None:
            raise ValueError("what was read contradicts itself")

    def solve(self, name, sign, value=None):
        """The least (sign 1) or greatest (-1) of a number, or whether it can have a value; None if nothing fits."""
        column = self.column[name]
        columns = np.flatnonzero(self.part_of_column == self.part_of_column[column])
        rows = np.flatnonzero(self.part_of_row == self.part_of_column[column])
        bounds, costs = self.bounds[columns], np.where(columns == column, sign, 0.0)
        if value is not None:
            if not self.bounds[column, 0] <= value <= self.bounds[column, 1]:
                return None
            bounds[columns == column] = value
        return self._milp(costs, bounds, self.matrix[rows][:, columns], self.ends[rows])

    @staticmethod
    def _milp(costs, bounds, matrix, ends):
        constraints = [LinearConstraint(matrix, ends[:, 0], ends[:, 1])] if len(ends) else []
        solved = milp(
            costs, integrality=np.ones(len(bounds)), bounds=Bounds(*bounds.T), constraints=constraints
        )
        return None if solved.x is None else solved


def _parts(matrix):
    """Numbers of the parts of a system: of each row, and of each column."""
    rows, columns = matrix.shape
    links = block_array([[None, matrix], [matrix.T, None]]) if rows else csr_array((columns, columns))
    part = connected_components(links, directed=False)[1]
    return part[:rows], part[rows:]


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
