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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entropy's gradient from a Gaussian approximation of the posterior, found by linearising g at the latent vector that
 * generated the sample. With {@code J = dg/dz} there and {@code e = x - g(z0)},
 *
 * <pre>
 *   (s^2 I + J'J) h = J'e - s^2 z0,   c = (e - J h) / s^2,
 * </pre>
 *
 * <p>z0 + h being the mean of the posterior. Conjugate gradients solve for h with a forward and a backward pass of the
 * generator an iteration, so that the cost does not grow with the number of latent coordinates; as many iterations as
 * J has clearly distinct singular values are exact. For no more latent coordinates than iterations J is formed, the solution exact, and the
 * density q(x) is estimated as well. For a linear g, c is exact, and so is q.
 *
 * <p>For one that bends, two things help. Newton steps linearise again at z0 + h, so that h forgets z0. And a move of a Markov
 * chain leads from z0, an exact draw of the posterior, to another one: for a draw f of the Gaussian, the pair {@code z0 + h +-
 * f} is weighed by {@code w = q(z, x) / N(z)} against the pair of z0 and its mirror image, and accepted with probability {@code min(1,
 * S / S0)}, S and S0 being the sums of the pairs' weights (with several pairs, the multiple-try rule); within a pair
 * one is chosen by weight. c is the mean of {@code (x - g(z)) / s^2} over all these choices. Once Newton's steps have converged,
 * the move leaves the posterior invariant, so that c has the right mean whatever the weights are; where they are poor, c falls
 * back on z0, which is correct but says nothing of the entropy by g. For a linear g all pairs are accepted, their members
 * weigh the same, and c is exact.
 *
 * <p>Owns no parameters. The generator must treat each latent vector by itself.
 */
public final class LaplaceEntropyGradient implements EntropyGradient {
    /** The name of the mean probability of a move among the diagnostics. */
    public static final String MOVED = "posterior moves";

    /** The most nats by which two estimates of log q(x) differ where both are taken seriously. */
    private static final double AGREE = 2;

    @Config(
            description =
                    "The iterations of conjugate gradients, at least 1; for no more latent coordinates than this, exact solutions.")
    private int iterations = 6;

    @Config(description = "The linearisations, each at the mean of the posterior that the one before gave, at least 1.")
    private int newtonSteps = 2;

    @Config(
            description =
                    "The pairs of draws among which a move chooses, at least 0; 0 for the linearised posterior alone.")
    private int pairs = 1;

    /** Six iterations, two linearisations, one pair of draws. Also for OLCUT. */
    public LaplaceEntropyGradient() {}

    /**
     * The estimator.
     *
     * @param iterations The iterations of conjugate gradients, at least 1.
     * @param newtonSteps The linearisations, at least 1.
     * @param pairs The pairs of weighted draws, at least 0.
     */
    public LaplaceEntropyGradient(int iterations, int newtonSteps, int pairs) {
        this.iterations = iterations;
        this.newtonSteps = newtonSteps;
        this.pairs = pairs;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("iterations", iterations, 1);
        Require.atLeast("newtonSteps", newtonSteps, 1);
        Require.atLeast("pairs", pairs, 0);
    }

    @Override
    public Estimate estimate(EntropyStep step) {
        step.requireIndependentRows("LaplaceEntropyGradient");
        LatentLaw law = step.law();
        Tensor x = step.x();
        Tensor z = step.z();
        Tensor mean = step.mean();
        LinearisedPosterior posterior;
        LinearisedPosterior.Solution h;
        Tensor misfit;
        Tensor centre;
        for (int i = 1; ; i++) {
            posterior = LinearisedPosterior.of(z, mean, law.scale(), iterations);
            misfit = x.sub(mean.stopGradient());
            h = posterior.towardsMean(misfit);
            centre = z.stopGradient().add(h.h());
            if (i == newtonSteps && pairs == 0) {
                break;
            }
            Tensor better = Tensors.where(
                    logJoint(law, centre, x.sub(law.mean(centre))).greater(logJoint(law, z.stopGradient(), misfit)),
                    centre,
                    z.stopGradient());
            centre = better.stopGradient();
            if (i == newtonSteps) {
                break;
            }
            z = centre;
            mean = law.mean(z);
        }
        Tensor precision = law.scale().square().reciprocal();
        Map<String, Tensor> diagnostics = new LinkedHashMap<>();
        Moved moved =
                pairs > 0 ? moved(step, posterior, centre, diagnostics) : linear(law, misfit.sub(h.image()), centre);
        Tensor normaliser = posterior.logNormaliser();
        Tensor logDensity = normaliser == null
                ? null
                : moved.logWeight()
                        .sub(normaliser)
                        .add(law.logNormaliser(x.shape().size(1)))
                        .stopGradient();
        return new Estimate(moved.misfit().mul(precision).stopGradient(), logDensity, diagnostics);
    }

    /**
     * Where a move may end.
     *
     * @param misfit The mean of x - g(z), [B, D].
     * @param logWeight An estimate of log q(x) without constants, [B]. Draws z of N put log of their mean weight {@code q(z, x) /
     *     N(z)} below it in the mean, the exact draw z0 of the posterior puts it above, by alike amounts: half of the sum is right
     *     to second order. Where they disagree, the greater: a density that the draws have missed must not count as small.
     */
    private record Moved(Tensor misfit, Tensor logWeight) {}

    /** The posterior's mean alone, the same for all draws if g were linear. */
    private static Moved linear(LatentLaw law, Tensor misfit, Tensor centre) {
        return new Moved(misfit, logJoint(law, centre, misfit).squeeze(1));
    }

    /** {@code log q(z, x)} up to a constant, [B, 1]. */
    private static Tensor logJoint(LatentLaw law, Tensor z, Tensor misfit) {
        return z.square()
                .sumKeepDims(1)
                .add(misfit.square().sumKeepDims(1).div(law.scale().square()))
                .mul(-0.5);
    }

    private Moved moved(
            EntropyStep step, LinearisedPosterior posterior, Tensor centre, Map<String, Tensor> diagnostics) {
        Tensor x = step.x();
        List<Pair> trials = new ArrayList<>();
        for (int k = 0; k < pairs; k++) {
            trials.add(pair(
                    step,
                    centre,
                    posterior,
                    posterior.deviation(
                            step.random("points " + k).normalLike(x),
                            step.random("latent " + k).normalLike(centre))));
        }
        Tensor back = step.z().stopGradient().sub(centre);
        Pair start = pair(step, centre, posterior, new LinearisedPosterior.Solution(back, posterior.forth(back)));

        Tensor sums = Tensors.stack(1, trials.stream().map(Pair::logSum).toList());
        Tensor chosen = sums.softmax(1);
        Tensor total = sums.logSumExpKeepDims(1);
        // what the trial's place would hold after a move: the others and the start
        Tensor others = chosen.rsub(1).max(chosen.scalar(0));
        Tensor reverse =
                others.add(start.logSum().unsqueeze(1).sub(total).clip(-80, 80).exp());
        Tensor accepted = reverse.max(reverse.scalar(1e-30)).reciprocal().min(reverse.onesLike());
        Tensor ends = chosen.mul(accepted);
        Tensor rate = ends.sum(1);

        Tensor mean = start.misfit().mul(rate.rsub(1).unsqueeze(1));
        Tensor squares = start.evenness().mul(rate.rsub(1).square());
        List<Tensor> weights = ends.split(1, unitSizes());
        for (int k = 0; k < pairs; k++) {
            mean = mean.add(trials.get(k).misfit().mul(weights.get(k)));
            squares = squares.add(
                    trials.get(k).evenness().mul(weights.get(k).squeeze(1).square()));
        }
        diagnostics.put(MOVED, rate.mean().stopGradient());
        diagnostics.put(ESS, squares.reciprocal().mean().stopGradient());
        Tensor drawn = total.squeeze(1).sub(Math.log(2.0 * pairs));
        Tensor exact = start.logFirst();
        Tensor apart = drawn.sub(exact).abs();
        return new Moved(
                mean,
                Tensors.where(
                        apart.greater(apart.scalar(AGREE)),
                        drawn.max(exact),
                        drawn.add(exact).mul(0.5)));
    }

    private long[] unitSizes() {
        long[] ones = new long[pairs];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Two latent vectors on either side of the posterior's mean.
     *
     * @param logSum log of the sum of their weights q(z, x) / N(z), [B].
     * @param logFirst log of the first one's weight, [B].
     * @param misfit The mean of x - g(z) by their weights, [B, D].
     * @param evenness The sum of their squared relative weights, [B], 1/2 to 1.
     */
    private record Pair(Tensor logSum, Tensor logFirst, Tensor misfit, Tensor evenness) {}

    private static Pair pair(
            EntropyStep step, Tensor centre, LinearisedPosterior posterior, LinearisedPosterior.Solution f) {
        Tensor proposal = posterior.squaredNorm(f).mul(0.5);
        List<Tensor> logWeights = new ArrayList<>();
        List<Tensor> misfits = new ArrayList<>();
        for (Tensor z : List.of(centre.add(f.h()), centre.sub(f.h()))) {
            Tensor misfit = step.x().sub(step.law().mean(z));
            logWeights.add(proposal.add(logJoint(step.law(), z, misfit).squeeze(1)));
            misfits.add(misfit);
        }
        Tensor log = Tensors.stack(1, logWeights);
        Tensor w = log.softmax(1);
        Tensor first = w.slice(1, 0, 1);
        Tensor mean = misfits.get(1).add(misfits.get(0).sub(misfits.get(1)).mul(first));
        return new Pair(log.logSumExp(1), logWeights.get(0), mean, w.square().sum(1));
    }

    @Override
    public String toString() {
        return "LaplaceEntropyGradient(iterations=" + iterations + ", newtonSteps=" + newtonSteps + ", pairs=" + pairs
                + ")";
    }
}
