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

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.energy.BatchStatistics;
import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * One step: draw data xd, and labelled data if classes are learned; draw samples xg of the generator; update the energy's
 * network with xg held constant; update the generator along {@code E[f(x)] + lambda H(q)} by the same xg and the new f.
 *
 * <p>Streams: {@value #DATA} over all rows, {@value #LABELLED} over the labelled ones.
 *
 * @param network The network that is trained.
 * @param density The part of the density; null for none.
 * @param labels The parts of the classes; null for none.
 * @param points Points of a stream's batch, [B, ...].
 * @param together Evaluate the batches of a step in one call of the network where possible?
 */
record VERAProgram(
        Network network,
        Density density,
        Labels labels,
        BiFunction<StepContext, String, Tensor> points,
        boolean together)
        implements TrainingProgram {
    static final String POINTS = "x";
    static final String CLASSES = "y";
    static final String DATA = "data";
    static final String LABELLED = "labelled";
    static final String GENERATOR = "generator";
    static final String ENTROPY = "entropy";
    static final String AVERAGING = "averaging";

    /** What a sample may weigh in units of the upper decile: samples whose q was badly underestimated must not carry all. */
    private static final double MOST_WEIGHT = 3;

    /**
     * The network that is trained.
     *
     * @param scope The scope of its parameters.
     * @param output Maps points [B, ...] to f, [B], or to logits, [B, K].
     * @param optimiser Trains it.
     * @param averaging Averages its parameters; null for none.
     */
    record Network(
            String scope,
            BiFunction<ParameterScope, Tensor, Tensor> output,
            Optimiser optimiser,
            WeightAveraging averaging) {}

    /** The variables with averaged weights in the place of the last ones, where training kept an average. */
    static Map<String, HostTensor> averaged(Map<String, HostTensor> variables) {
        Map<String, HostTensor> m = new LinkedHashMap<>(variables);
        m.replaceAll(
                (name, value) -> variables.getOrDefault(AVERAGING + "/" + WeightAveraging.variableOf(name), value));
        return m;
    }

    /**
     * Training of the density.
     *
     * @param objective What the energy minimises.
     * @param sampler The generator.
     */
    record Density(DensityObjective objective, AmortisedSampler sampler) {}

    /**
     * Training of the classes.
     *
     * @param weight The weight of the mean cross-entropy, at least 0.
     * @param entropyWeight The weight of the mean entropy of predictions for data, at least 0.
     * @param smoothness Makes predictions for data smooth; null for nothing.
     * @param fromData Are all data labelled, so that one batch serves both?
     */
    record Labels(double weight, double entropyWeight, VirtualAdversarial smoothness, boolean fromData) {}

    /** f of outputs, [B]: LSE of logits. */
    private static Tensor f(Tensor output) {
        return output.shape().rank() == 1 ? output : JointEnergy.logMarginal(output);
    }

    @Override
    public void step(StepContext s) {
        ParameterScope net = s.scope(network.scope());
        boolean classes = labels != null && labels.weight() > 0;
        boolean shared = labels != null && labels.fromData();
        boolean needsData = density != null || shared || labels.entropyWeight() > 0 || labels.smoothness() != null;
        Tensor xd = needsData ? points.apply(s, DATA) : null;
        Tensor xl = !classes ? null : shared ? xd : points.apply(s, LABELLED);
        Tensor yl = classes ? s.batch(shared ? DATA : LABELLED, CLASSES) : null;
        Samples samples = density == null ? null : draw(s, xd);
        EntropyGradient.Estimate estimate = samples == null ? null : entropyGradient(s, samples);
        Tensor xg = samples == null ? null : moved(s, net, samples.points.stopGradient());
        Map<Tensor, Tensor> outputs = outputs(net, xd, xg, xl);
        BatchStatistics.refuse(net);
        List<Tensor> terms = new ArrayList<>();
        if (density != null) {
            terms.add(densityLoss(s, xd, f(outputs.get(xd)), f(outputs.get(xg)), estimate));
        }
        if (classes) {
            Tensor logits = outputs.get(xl);
            Tensor crossEntropy = JointEnergy.crossEntropy(logits, yl).mean();
            terms.add(crossEntropy.mul(labels.weight()));
            s.metric("cross-entropy", crossEntropy);
            s.metric("accuracy", Losses.accuracy(logits, yl));
        }
        if (labels != null && labels.entropyWeight() > 0) {
            Tensor entropy = predictionEntropy(outputs.get(xd)).mean();
            terms.add(entropy.mul(labels.entropyWeight()));
            s.metric("prediction entropy", entropy);
        }
        if (labels != null && labels.smoothness() != null) {
            Tensor change = labels.smoothness()
                    .loss(x -> network.output().apply(net, x), xd, outputs.get(xd), s.random("virtual adversarial"));
            terms.add(change.mul(labels.smoothness().weight()));
            s.metric("virtual adversarial", change);
        }
        Tensor loss = Tensors.addAll(terms);
        s.metric("loss", loss);
        int interval = density == null ? 1 : density.objective().interval();
        every(s, interval, List.of(network.scope()), () -> minimise(s, net, loss, xd));
        if (network.averaging() != null) {
            network.averaging().update(s.scope(AVERAGING), net);
        }
        if (density != null) {
            every(s, density.sampler().interval(), List.of(GENERATOR), () -> trainGenerator(s, net, samples, estimate));
        }
    }

    private void minimise(StepContext s, ParameterScope net, Tensor loss, Tensor xd) {
        if (density == null || !density.objective().penalisesGradientLazily()) {
            s.minimise(loss, net, network.optimiser());
            return;
        }
        Map<String, Tensor> parameters = net.parameters();
        List<Tensor> all = new ArrayList<>(parameters.values());
        List<Tensor> gradients = Gradients.grad(loss, all);
        List<Tensor> charged = lazyPenalty(s, net, all, xd);
        Map<String, Tensor> sums = new LinkedHashMap<>();
        for (String name : parameters.keySet()) {
            int i = sums.size();
            sums.put(name, gradients.get(i).add(charged.get(i)));
        }
        s.apply(sums, net, network.optimiser());
    }

    /** The gradient penalty's own gradient by each parameter at the steps that charge it, zeros at others. */
    private List<Tensor> lazyPenalty(StepContext s, ParameterScope net, List<Tensor> parameters, Tensor xd) {
        DensityObjective o = density.objective();
        // of the steps that update the energy, every so many
        int period = Math.multiplyExact(o.interval(), o.penaltyInterval());
        List<Tensor> found = ControlFlow.cond(
                everySo(s, period),
                () -> {
                    Tensor data = f(network.output().apply(net, xd));
                    Tensor score = Gradients.vjp(data, xd, data.onesLike());
                    List<Tensor> out = new ArrayList<>(Gradients.grad(o.gradientPenalty(score), parameters));
                    out.add(norm(score).mul(period));
                    return out;
                },
                () -> {
                    List<Tensor> out = new ArrayList<>();
                    parameters.forEach(p -> out.add(p.zerosLike()));
                    out.add(xd.scalar(0));
                    return out;
                });
        // 0 at other steps, so that its mean is that of the steps that tell it
        s.metric("score of data", found.get(parameters.size()));
        return found.subList(0, parameters.size());
    }

    /** Samples at the ends of short chains, if there are any. */
    private Tensor moved(StepContext s, ParameterScope net, Tensor samples) {
        AmortisedSampler sampler = density.sampler();
        if (sampler.chain() == null) {
            return samples;
        }
        if (density.objective().importance() > 0) {
            throw new PropertyException(
                    "objective",
                    "importance",
                    "found " + density.objective().importance()
                            + ", expected 0 with a chain, whose ends have no known density");
        }
        Sampler.Chain chain = sampler.chain()
                .run(x -> f(network.output().apply(net, x)).div(sampler.entropyWeight()), samples, s.random("chain"));
        chain.diagnostics().forEach((name, value) -> s.metric("chain " + name, value));
        return chain.end();
    }

    /** {@code H[p(.|x)]}, in nats, [B]. */
    static Tensor predictionEntropy(Tensor logits) {
        Tensor logP = logits.logSoftmax(1);
        return logP.exp().mul(logP).sum(1).neg();
    }

    private Map<Tensor, Tensor> outputs(ParameterScope net, Tensor xd, Tensor xg, Tensor xl) {
        // a derivative by the data of a joint batch would pass the whole of it
        boolean apart = !together || density != null && density.objective().penalisesGradient();
        List<Tensor> joint = new ArrayList<>();
        Map<Tensor, Tensor> outputs = new IdentityHashMap<>();
        for (Tensor x : new Tensor[] {xd, xg, xl}) {
            if (x == null || outputs.containsKey(x) || joint.contains(x)) {
                continue;
            }
            if (!together || apart && x == xd) {
                outputs.put(x, network.output().apply(net, x));
            } else {
                joint.add(x);
            }
        }
        if (joint.size() == 1) {
            outputs.put(joint.get(0), network.output().apply(net, joint.get(0)));
        } else if (joint.size() > 1) {
            long[] sizes = joint.stream().mapToLong(x -> x.shape().size(0)).toArray();
            List<Tensor> pieces =
                    network.output().apply(net, Tensors.concat(0, joint)).split(0, sizes);
            for (int i = 0; i < sizes.length; i++) {
                outputs.put(joint.get(i), pieces.get(i));
            }
        }
        return outputs;
    }

    private Tensor densityLoss(
            StepContext s, Tensor xd, Tensor data, Tensor samples, EntropyGradient.Estimate estimate) {
        DensityObjective o = density.objective();
        Tensor score = null;
        if (o.penalisesGradient()) {
            score = Gradients.vjp(data, xd, data.onesLike());
            s.metric("score of data", norm(score));
        }
        Tensor gap = DensityObjective.gap(samples, data);
        s.metric("gap", gap);
        s.divergedIf("gap beyond " + o.maxGap(), gap.abs().greater(gap.scalar(o.maxGap())));
        Tensor weights = o.importance() == 0 ? null : weights(s, samples.stopGradient(), estimate);
        return o.loss(samples, weights, data, score);
    }

    /** {@code (exp(f / lambda) / q)^t} of samples over their sum, [B]. */
    private Tensor weights(StepContext s, Tensor f, EntropyGradient.Estimate estimate) {
        if (estimate == null || estimate.logDensity() == null) {
            throw new PropertyException(
                    "objective",
                    "importance",
                    "found " + density.objective().importance() + " with " + density.sampler()
                            + ", expected 0, or an entropyWeight above 0 and an entropyGradient that knows q: a"
                            + " LaplaceEntropyGradient of at least "
                            + density.sampler().latentSize()
                            + " iterations, the latentSize, or an ImportanceEntropyGradient");
        }
        Tensor logRatio = f.div(density.sampler().entropyWeight()).sub(estimate.logDensity());
        s.metric("log normaliser", logRatio.logSumExp(0).sub(Math.log(f.shape().size(0))));
        Tensor logWeight = logRatio.mul(density.objective().importance());
        int n = (int) f.shape().size(0);
        int k = Math.max(1, n / 10);
        Tensor decile = Tensors.topK(logWeight, k, 0).get(0).slice(0, k - 1, k);
        Tensor w = logWeight.min(decile.add(Math.log(MOST_WEIGHT))).softmax(0);
        s.metric("weighted samples", w.square().sum().reciprocal());
        return w;
    }

    // ---- the generator

    /** Samples with their graph. */
    private record Samples(ParameterScope scope, LatentLaw law, EntropyStep.Draw draw, Tensor points) {}

    private Samples draw(StepContext s, Tensor xd) {
        ParameterScope scope = s.scope(GENERATOR);
        int[] axes = new int[xd.shape().rank() - 1];
        long[] example = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            example[i] = xd.shape().size(i + 1);
        }
        LatentLaw law = density.sampler().law(scope, example);
        RandomStream random = s.random("samples");
        Tensor z = law.prior(random.child("latent"), xd.shape().size(0));
        Tensor mean = law.mean(z);
        Tensor x = mean.add(random.child("noise").normalLike(mean).mul(law.scale()));
        s.metric("scale", law.scale());
        spread(s, mean, xd);
        return new Samples(scope, law, new EntropyStep.Draw(z, mean, x), x.reshapeLike(xd));
    }

    /** Of the means g(z): noise alone would hide that all of them are one point. */
    private void spread(StepContext s, Tensor x, Tensor xd) {
        DensityObjective o = density.objective();
        Tensor share = deviation(x).div(deviation(xd.flatten(1)).max(x.scalar(1e-20)));
        s.metric("spread", share);
        if (o.minSpread() > 0) {
            Tensor late = s.iteration()
                    .greaterOrEqual(s.iteration().graph().root().constant(HostTensor.scalar(o.collapseAfter())));
            s.divergedIf(
                    "samples collapsed below " + o.minSpread() + " of the data's deviation",
                    share.less(share.scalar(o.minSpread())).and(late));
        }
    }

    private static Tensor deviation(Tensor x) {
        return x.sub(x.mean(0)).square().mean().sqrt();
    }

    private static Tensor norm(Tensor rows) {
        return rows.square().flatten(1).sum(1).sqrt().mean();
    }

    /** What raises the entropy of samples, by the generator that drew them; null where nothing wants it. */
    private EntropyGradient.Estimate entropyGradient(StepContext s, Samples samples) {
        AmortisedSampler sampler = density.sampler();
        if (sampler.entropyWeight() == 0) {
            return null;
        }
        EntropyStep step = new EntropyStep(
                s, s.scope(ENTROPY), samples.law, samples.draw, AmortisedSampler.hasBatchStatistics(samples.scope));
        List<EntropyGradient.Estimate> estimate = new ArrayList<>();
        every(
                s,
                sampler.interval(),
                List.of(ENTROPY),
                () -> estimate.add(sampler.entropyGradient().estimate(step)));
        EntropyGradient.Estimate e = estimate.get(0);
        Tensor x = step.x();
        // Stein's identity: the mean of c . x is the dimension if c is right
        s.metric("Stein identity", e.c().mul(x).sum(1).mean().div(x.shape().size(1)));
        s.metric("entropy gradient", norm(e.c()));
        e.diagnostics().forEach(s::metric);
        return e;
    }

    private void trainGenerator(StepContext s, ParameterScope net, Samples samples, EntropyGradient.Estimate estimate) {
        AmortisedSampler sampler = density.sampler();
        // points of their own, since the new parameters depend on those of the update
        Tensor at = samples.points.add(samples.points.scalar(0)).stopGradient();
        Tensor value = f(network.output().apply(net, at));
        Tensor score = Gradients.vjp(value, at, value.onesLike()).flatten(1);
        s.metric("score of samples", norm(score));
        Tensor direction = estimate == null ? score : score.add(estimate.c().mul(sampler.entropyWeight()));
        Tensor ascent = samples.draw.x().mul(direction.stopGradient()).sum(1).mean();
        s.minimise(ascent.neg(), samples.scope, sampler.optimiser());
        sampler.clamp(samples.scope);
    }

    /** Lets an update of some scopes and their optimisers' states count at every so many steps only. */
    private static void every(StepContext s, int interval, List<String> scopes, Runnable update) {
        update.run();
        if (interval == 1) {
            return;
        }
        Tensor now = everySo(s, interval);
        for (String name : List.copyOf(s.variables().assigned().keySet())) {
            if (scopes.stream().anyMatch(p -> name.startsWith(p + "/") || name.startsWith("optimiser/" + p + "/"))) {
                Tensor after = s.variables().current(name);
                s.variables()
                        .assign(name, Tensors.where(now, after, s.variables().first(name)));
            }
        }
    }

    /** Is this one of every so many steps? */
    private static Tensor everySo(StepContext s, int interval) {
        Tensor n = s.iteration().graph().root().constant(HostTensor.scalar((long) interval));
        return s.iteration().mod(n).equalTo(n.zerosLike());
    }
}
