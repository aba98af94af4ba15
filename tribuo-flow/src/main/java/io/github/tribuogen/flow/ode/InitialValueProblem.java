package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * {@code dy/dt = f(t, y; p)}, y(start) known, y(end) wanted; end may lie before start.
 *
 * @param field f.
 * @param parameters p, what gradients may be taken by; may be empty.
 * @param initial y(start): at least one floating tensor [B, ...], all of one batch and one type. Only the batch may be
 *     symbolic.
 * @param start A floating scalar.
 * @param end A floating scalar.
 */
public record InitialValueProblem(
        VectorField field, List<Tensor> parameters, List<Tensor> initial, Tensor start, Tensor end) {
    /** Checks types and shapes. */
    public InitialValueProblem {
        parameters = List.copyOf(parameters);
        initial = List.copyOf(initial);
        if (initial.isEmpty()) {
            throw new IllegalArgumentException("initial: at least one tensor expected, found none");
        }
        Tensor first = initial.get(0);
        for (Tensor y : initial) {
            if (y.shape().rank() == 0
                    || !y.dtype().isFloating()
                    || y.dtype() != first.dtype()
                    || !y.shape().dim(0).equals(first.shape().dim(0))) {
                throw new IllegalArgumentException(
                        "initial: floating tensors of one type with the batch as first axis expected, found " + initial);
            }
        }
        for (Tensor p : parameters) {
            if (p.dtype() != first.dtype() || !p.shape().isFixed()) {
                throw new IllegalArgumentException("parameters: tensors of the state's type " + first.dtype()
                        + " and of fixed shape expected, found " + p);
            }
        }
        checkTime("start", start);
        checkTime("end", end);
    }

    private static void checkTime(String name, Tensor t) {
        if (t.shape().rank() != 0 || !t.dtype().isFloating()) {
            throw new IllegalArgumentException(name + ": a floating scalar expected, found " + t);
        }
    }

    /**
     * A problem whose times are known.
     *
     * @param field f.
     * @param parameters p; may be empty.
     * @param initial y(start).
     * @param start The time where the state is known.
     * @param end The time where it is wanted.
     * @return The problem.
     */
    public static InitialValueProblem of(
            VectorField field, List<Tensor> parameters, List<Tensor> initial, double start, double end) {
        Tensor like = initial.get(0);
        Tensor t0 = like.graph().root().constant(DType.FLOAT64, start);
        Tensor t1 = like.graph().root().constant(DType.FLOAT64, end);
        return new InitialValueProblem(field, parameters, initial, t0, t1);
    }



    DType dtype() {
        return initial.get(0).dtype();
    }
}
