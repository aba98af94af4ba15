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
package io.github.tribuogen.gradest.estimator;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RODEO (Shi et al. 2022): leave-one-out with discrete Stein operators as control variates. For a function h the operator {@code (A h)(b)
 * = mean_i E[h | b without b_i] - h(b)} has an expectation of zero under the law. With {@code h_k} a network of the other samples'
 * losses and of their linear expansions, hence cheap at the neighbours of a sample, the estimate is the mean over k of {@code (f_k -
 * mean_{j != k} (f_j + (A h_k)(b_j))) s_k + (A h_k s)(b_k)}.
 *
 * <p>Zeros and ones; K samples, the loss is differentiated at the corners; unbiased.
 */
public final class Rodeo implements GradientEstimator {
    @Config(description = "The number K of samples, at least 2.")
    private int samples = 2;

    @Config(description = "The hidden units of h, at least 1.")
    private int hiddenUnits = 16;

    @Config(description = "The factors of both parts of h at the start; 0 begins with leave-one-out.")
    private double scale = 0;

    /** Two samples, 16 hidden units, from leave-one-out. Also for OLCUT. */
    public Rodeo() {}

    /**
     * RODEO.
     *
     * @param samples The number K of samples, at least 2.
     * @param hiddenUnits The hidden units of h, at least 1.
     * @param scale The factors of both parts of h at the start; 0 begins with leave-one-out.
     */
    public Rodeo(int samples, int hiddenUnits, double scale) {
        this.scale = scale;
        this.samples = samples;
        this.hiddenUnits = hiddenUnits;
        postConfig();
    }

    @Override
    public void postConfig() {
        Estimators.atLeastTwo(samples);
        Require.atLeast("hiddenUnits", hiddenUnits, 1);
    }

    /** A sample b [B, D] with its loss [B] and the loss's gradient [B, D]. */
    private record Point(Tensor b, Tensor loss, Tensor slope) {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.bernoulli(law, this);
        Tensor logits = parameters.stopGradient().flatten(1);
        Tensor theta = logits.sigmoid();
        Loss own = loss.held();
        List<Point> points = new ArrayList<>();
        List<Tensor> losses = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor b = law.sample(parameters.stopGradient(), scope.random().child("sample" + k))
                    .stopGradient();
            Tensor f = own.relaxed(b);
            losses.add(f);
            points.add(new Point(
                    b.flatten(1),
                    f.stopGradient(),
                    Gradients.grad(f.sum(), b).stopGradient().flatten(1)));
        }
        List<Tensor> terms = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            terms.add(term(points, k, theta, scope));
        }
        Tensor gradient = Tensors.addAll(terms).div(samples).reshapeLike(parameters.stopGradient());
        return new Estimate(
                gradient,
                points.get(0).b().reshapeLike(parameters.stopGradient()),
                Tensors.addAll(losses).div(samples),
                Optional.of(Estimate.meanSquare(gradient)));
    }

    private Tensor term(List<Point> points, int k, Tensor theta, ParameterScope scope) {
        List<Point> others = new ArrayList<>(points);
        Point own = others.remove(k);
        List<Tensor> baselines = new ArrayList<>();
        for (Point other : others) {
            baselines.add(other.loss().add(stein(others, other.b(), theta, scope)));
        }
        Tensor centred = own.loss().sub(Tensors.addAll(baselines).div(samples - 1));
        Tensor score = own.b().sub(theta);
        return score.mul(centred.unsqueeze(1)).add(steinOfScore(others, own.b(), theta, scope));
    }

    /** h at a point and at its neighbours with a one and with a zero at each place: [B], [B, D], [B, D]. */
    private record Values(Tensor here, Tensor ones, Tensor zeros) {}

    private Values values(List<Point> given, Tensor b, ParameterScope scope) {
        List<Tensor> here = new ArrayList<>();
        List<Tensor> there = new ArrayList<>();
        for (Point p : given) {
            Tensor linear = p.slope().mul(b.sub(p.b())).sum(1);
            Tensor change = p.slope().mul(b.mul(-2).add(1));
            here.add(network(p.loss(), linear, scope));
            Tensor at = linear.unsqueeze(1).add(change);
            there.add(network(p.loss().unsqueeze(1).expandLike(at), at, scope));
        }
        Tensor h = Tensors.addAll(here).div(given.size());
        Tensor flipped = Tensors.addAll(there).div(given.size());
        Tensor kept = h.unsqueeze(1).expandLike(flipped);
        Tensor one = b.greater(b.scalar(0.5));
        return new Values(h, Tensors.where(one, kept, flipped), Tensors.where(one, flipped, kept));
    }

    /** A linear part and a bounded one, of the loss at a sample and of the change that the expansion there tells. */
    private Tensor network(Tensor loss, Tensor change, ParameterScope scope) {
        Tensor slope = scope.parameter("slope", new ConstantInitialiser(scale), 1, 1);
        Tensor inputs = Tensors.stack(1, List.of(flat(loss), flat(change)));
        Tensor bent = new Mlp(new StandardActivation(StandardActivation.Function.TANH), hiddenUnits)
                .apply(scope.child("network"), inputs, 1);
        Tensor height = scope.parameter("scale", new ConstantInitialiser(scale), 1, 1);
        return change.mul(slope).add(bent.mul(height).reshapeLike(change));
    }

    private static Tensor flat(Tensor x) {
        return x.reshape(x.shape().elements().size());
    }

    /** (A h)(b), [B]. */
    private Tensor stein(List<Point> given, Tensor b, Tensor theta, ParameterScope scope) {
        Values v = values(given, b, scope);
        return expected(v, theta).mean(1).sub(v.here());
    }

    private static Tensor expected(Values v, Tensor theta) {
        return v.ones().mul(theta).add(v.zeros().mul(theta.rsub(1)));
    }

    /** (A h s)(b) for the score s = b - theta, [B, D]. */
    private Tensor steinOfScore(List<Point> given, Tensor b, Tensor theta, ParameterScope scope) {
        Values v = values(given, b, scope);
        Tensor score = b.sub(theta);
        Tensor each = expected(v, theta);
        Tensor rest = each.sumKeepDims(1).sub(each);
        Tensor own = v.ones().sub(v.zeros()).mul(theta).mul(theta.rsub(1));
        long d = b.shape().size(1);
        return score.mul(rest).add(own).div(d).sub(score.mul(v.here().unsqueeze(1)));
    }

    @Override
    public LossUse lossUse() {
        return LossUse.GRADIENT;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Rodeo(samples=" + samples + ", hiddenUnits=" + hiddenUnits + ", scale=" + scale + ")";
    }
}
