package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.Tensor;

/** The slope of f(z) - z: its Jacobian is that of f less the unit matrix. */
record Residual(Slope f) implements Slope {
    private double dimension() {
        return f.point().flatten(1).shape().size(1);
    }

    @Override
    public Tensor point() {
        return f.point();
    }

    @Override
    public Tensor value() {
        return f.value().sub(f.point());
    }

    @Override
    public Tensor times(Tensor directions) {
        return f.times(directions).sub(directions);
    }

    @Override
    public Tensor transposedTimes(Tensor directions) {
        return f.transposedTimes(directions).sub(directions);
    }

    @Override
    public Tensor trace() {
        return f.trace().sub(dimension());
    }

    @Override
    public Tensor bottleneckTrace(Tensor probes) {
        return f.bottleneckTrace(probes).sub(dimension());
    }
}
