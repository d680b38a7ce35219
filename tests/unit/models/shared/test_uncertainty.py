import numpy as np
from numpy.testing import assert_allclose

from dnoutcomes.models.shared.uncertainty import Uncertainty, scaled_f, variance_gradient

F = np.array([[2.0, 0.5], [0.5, 1.0]])


def test_variances_and_their_slopes():
    derivatives = np.array([[[1.0, 0.2], [0.2, 0.3]], [[0.0, 0.1], [0.1, 0.5]]])
    known = Uncertainty(F, F, derivatives, np.eye(2), 20, 10, np.zeros(2, bool), np.zeros(2, bool))
    variance, gradient = variance_gradient(np.array([[1.0, 0.0], [1.0, -1.0]]), known)
    assert_allclose(variance, [2.0, 2.0])
    assert_allclose(gradient, [[1.0, 0.0], [0.9, 0.3]])


def test_f_of_one_function_is_the_squared_t():
    assert_allclose(scaled_f(np.array([[1.0, -1.0]]), np.array([3.0]), F), 9.0 / 2.0)
