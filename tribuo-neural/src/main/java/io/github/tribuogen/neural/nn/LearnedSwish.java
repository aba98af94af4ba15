/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.neural.nn;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.CustomGradient;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * {@code x sigmoid(b x)} with a trainable slope b, one for all units or one for each; near b = 0 the function is linear,
 * for large b a rectifier. Smooth, hence fit for energies and vector fields that are differentiated twice.
 *
 * <p>The parameter "slope" is b itself or, if b is kept positive, b = softplus(slope). With one for each unit its shape is
 * [C], the extent of axis 1.
 */
public final class LearnedSwish implements Activation {
    @Config(description = "The slope b at the start, finite; above 0 if it is kept positive.")
    private double initialSlope = 1;

    @Config(description = "One slope for each unit or channel?")
    private boolean perUnit = false;

    @Config(description = "Keep the slope positive by a softplus?")
    private boolean positive = true;

    /** One positive slope for all units, 1 at the start. Also for OLCUT. */
    public LearnedSwish() {}

    /**
     * A swish with learned slopes.
     *
     * @param initialSlope The slope at the start, finite; above 0 if it is kept positive.
     * @param perUnit One slope for each unit or channel?
     * @param positive Keep the slope positive by a softplus?
     */
    public LearnedSwish(double initialSlope, boolean perUnit, boolean positive) {
        this.initialSlope = initialSlope;
        this.perUnit = perUnit;
        this.positive = positive;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!Double.isFinite(initialSlope) || positive && initialSlope <= 0) {
            throw new PropertyException(
                    "",
                    "initialSlope",
                    "found " + initialSlope + ", expected a finite number" + (positive ? " above 0" : ""));
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        // softplus inverted: slope = b + log(1 - exp(-b))
        double start = positive ? initialSlope + Math.log(-Math.expm1(-initialSlope)) : initialSlope;
        Initialiser initialiser = new ConstantInitialiser(start);
        Tensor slope;
        if (perUnit) {
            ChannelAffine.check("LearnedSwish", scope, x);
            long c = x.shape().size(1);
            slope = ChannelAffine.perChannel(scope.parameter("slope", initialiser, 1, 1, c), x);
        } else {
            slope = scope.parameter("slope", initialiser, 1, 1);
        }
        return value(x, positive ? slope.softplus() : slope);
    }

    /** x sigmoid(b x); its rule and that of its derivative share what the general ones would compute again. */
    private static Tensor value(Tensor x, Tensor slope) {
        return CustomGradient.apply(
                        List.of(x, slope),
                        in -> List.of(in.get(0).mul(sigmoid(in))),
                        (in, y, dy) -> List.of(
                                dy.get(0).mul(derivative(in)),
                                dy.get(0).mul(in.get(0).mul(bend(in))).sumTo(in.get(1))))
                .get(0);
    }

    /** The derivative of x sigmoid(b x) by x: s + b x s (1 - s). */
    private static Tensor derivative(List<Tensor> arguments) {
        return CustomGradient.apply(arguments, in -> List.of(sigmoid(in).add(bend(in).mul(in.get(1)))), (in, y, dy) -> {
                    // by b x: s (1 - s) (2 + b x (1 - 2 s))
                    Tensor s = sigmoid(in);
                    Tensor second = s.rsub(1)
                            .mul(s)
                            .mul(2)
                            .add(bend(in).mul(in.get(1)).mul(s.rsub(1).sub(s)));
                    Tensor common = dy.get(0).mul(second);
                    return List.of(common.mul(in.get(1)), common.mul(in.get(0)).sumTo(in.get(1)));
                })
                .get(0);
    }

    private static Tensor sigmoid(List<Tensor> in) {
        return in.get(0).mul(in.get(1)).sigmoid();
    }

    /** x s (1 - s). */
    private static Tensor bend(List<Tensor> in) {
        Tensor s = sigmoid(in);
        return s.rsub(1).mul(s).mul(in.get(0));
    }

    @Override
    public String toString() {
        return "LearnedSwish(initialSlope=" + initialSlope + ", perUnit=" + perUnit + ", positive=" + positive + ")";
    }
}
