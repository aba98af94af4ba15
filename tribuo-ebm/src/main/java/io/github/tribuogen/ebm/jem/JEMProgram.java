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
package io.github.tribuogen.ebm.jem;

import io.github.tribuogen.ebm.energy.BatchStatistics;
import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.ebm.sampler.ChainMemory;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Network;
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

/**
 * One step of JEM: draw a batch of data and one of labelled data, run the chains, minimise {@link JEMObjective}.
 *
 * <p>Columns: {@value #POINTS} float [N, ...] and {@value #CLASSES} int64 [N]. Streams: {@value #UNLABELLED} over all rows
 * (its classes are not read), {@value #LABELLED} over the labelled ones. Each part draws from a random stream of its own,
 * so that one that is switched off leaves the others' numbers as they were.
 *
 * @param network f.
 * @param outputs The number of classes K, or 1 for a density alone.
 * @param objective What is minimised.
 * @param chains The samples of the model.
 * @param inputs What is done to data.
 * @param updates What is done with gradients.
 * @param together Evaluate all batches of a step in one call of the network? Quicker, and takes more memory.
 */
record JEMProgram(
        Network network,
        int outputs,
        JEMObjective objective,
        Chains chains,
        Inputs inputs,
        Updates updates,
        boolean together)
        implements TrainingProgram {
    /**
     * The samples of the model.
     *
     * @param sampler The dynamics.
     * @param memory Where they start.
     */
    record Chains(Sampler sampler, ChainMemory.Fitted memory) {}

    /**
     * What is done to data.
     *
     * @param noise The standard deviation of added noise, in the network's units; 0 for none.
     * @param augmentation A random change; null for none.
     */
    record Inputs(double noise, Augmentation augmentation) {}

    /**
     * What is done with gradients.
     *
     * @param optimiser The rule of the update.
     * @param averaging Averages the weights; null for none.
     */
    record Updates(Optimiser optimiser, WeightAveraging averaging) {}

    static final String POINTS = "x";
    static final String CLASSES = "y";
    static final String UNLABELLED = "unlabelled";
    static final String LABELLED = "labelled";
    static final String NETWORK = NeuralClassifierTrainer.NETWORK;
    static final String CHAINS = "chains";
    static final String AVERAGING = "averaging";

    @Override
    public void step(StepContext s) {
        ParameterScope net = s.scope(NETWORK);
        Tensor xd = null;
        Tensor xq = null;
        Tensor xl = null;
        Tensor xj = null;
        Tensor yl = null;
        if (objective.hasMarginal()) {
            xd = data(s, UNLABELLED);
            xq = marginalChains(s, net, xd.shape().size(0));
        }
        if (objective.needsLabels()) {
            xl = data(s, LABELLED);
            yl = s.batch(LABELLED, CLASSES);
        }
        if (objective.hasJoint()) {
            xj = jointChains(s, net, yl);
        }
        JEMObjective.Logits f = logits(net, xd, xq, xl, xj, yl);
        BatchStatistics.refuse(net);
        Tensor loss = objective.loss(f);

        Map<String, Tensor> parameters = net.parameters();
        List<Tensor> by = new ArrayList<>(parameters.values());
        if (objective.hasMarginal()) {
            by.addAll(List.of(xd, xq));
        }
        List<Tensor> slopes = Gradients.grad(loss, by);
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        parameters.keySet().forEach(name -> gradients.put(name, slopes.get(gradients.size())));
        s.apply(gradients, net, updates.optimiser());
        if (updates.averaging() != null) {
            updates.averaging().update(s.scope(AVERAGING), net);
        }

        s.metric("loss", loss);
        s.divergedIf("loss beyond " + objective.maxLoss(), exceeds(loss.abs(), objective.maxLoss()));
        if (objective.hasMarginal() || objective.hasJoint()) {
            Tensor gap = objective.gap(f);
            s.metric("gap", gap);
            s.divergedIf("gap beyond " + objective.maxGap(), exceeds(gap.abs(), objective.maxGap()));
        }
        if (objective.hasMarginal()) {
            int p = parameters.size();
            s.metric("score of data", scoreNorm(loss, f.data(), slopes.get(p)));
            s.metric("score of samples", scoreNorm(loss, f.sampled(), slopes.get(p + 1)));
            s.metric("samples outside", outside(xq));
            chains.memory().metrics(s.scope(CHAINS)).forEach(s::metric);
        } else if (objective.hasJoint()) {
            s.metric("samples outside", outside(xj));
            chains.memory().metrics(s.scope(CHAINS)).forEach(s::metric);
        }
        if (objective.needsLabels()) {
            s.metric("cross-entropy", JointEnergy.crossEntropy(f.labelled(), yl).mean());
            s.metric("accuracy", Losses.accuracy(f.labelled(), yl));
        }
        Tensor some = f.labelled() == null ? f.data() : f.labelled();
        s.metric("logit scale", some.square().mean().sqrt());
    }

    private Tensor data(StepContext s, String stream) {
        Tensor x = s.batch(stream, POINTS).cast(s.variables().dtype());
        if (inputs.augmentation() != null) {
            x = inputs.augmentation().apply(x, s.random("augmentation").child(stream));
        }
        if (inputs.noise() > 0) {
            // the labelled batch draws as the plain classifier does, so that both see the same
            RandomStream noise = s.random("inputNoise");
            x = x.add((stream.equals(LABELLED) ? noise : noise.child(stream))
                    .normalLike(x)
                    .mul(inputs.noise()));
        }
        return x;
    }

    /** The joint density as the chains see it: in evaluation mode, its parameters held constant. */
    private JointEnergy energy(ParameterScope net) {
        return new JointEnergy(x -> network.apply(net.evaluation(), x, outputs));
    }

    private Tensor marginalChains(StepContext s, ParameterScope net, long batch) {
        ParameterScope scope = s.scope(CHAINS);
        RandomStream random = s.random("marginal chains");
        if (!objective.classConditionalChains()) {
            ChainMemory.Start start = chains.memory().start(scope, random, batch);
            return run(s, energy(net).marginal(), scope, start, random);
        }
        Tensor classes = random.child("classes").integers(outputs, batch);
        ChainMemory.Start start = chains.memory().start(scope, random, classes);
        return run(s, energy(net).conditional(classes), scope, start, random);
    }

    private Tensor jointChains(StepContext s, ParameterScope net, Tensor classes) {
        ParameterScope scope = s.scope(CHAINS);
        RandomStream random = s.random("joint chains");
        ChainMemory.Start start = chains.memory().start(scope, random, classes);
        return run(s, energy(net).conditional(classes), scope, start, random);
    }

    private Tensor run(
            StepContext s,
            UnnormalisedDensity target,
            ParameterScope scope,
            ChainMemory.Start start,
            RandomStream random) {
        Sampler.Chain chain = chains.sampler().run(target, start.points(), random.child("noise"));
        chains.memory().keep(scope, start, chain.end());
        chain.diagnostics().forEach(s::metric);
        return chain.end();
    }

    private JEMObjective.Logits logits(ParameterScope net, Tensor xd, Tensor xq, Tensor xl, Tensor xj, Tensor classes) {
        List<Tensor> parts = new ArrayList<>();
        for (Tensor x : new Tensor[] {xd, xq, xl, xj}) {
            if (x != null) {
                parts.add(x);
            }
        }
        Map<Tensor, Tensor> f = new IdentityHashMap<>();
        if (together) {
            long[] sizes = parts.stream().mapToLong(x -> x.shape().size(0)).toArray();
            List<Tensor> pieces =
                    network.apply(net, Tensors.concat(0, parts), outputs).split(0, sizes);
            for (int i = 0; i < sizes.length; i++) {
                f.put(parts.get(i), pieces.get(i));
            }
        } else {
            parts.forEach(x -> f.put(x, network.apply(net, x, outputs)));
        }
        return new JEMObjective.Logits(f.get(xd), f.get(xq), f.get(xl), f.get(xj), classes);
    }

    private static Tensor exceeds(Tensor x, double bound) {
        return x.greater(x.scalar(bound)).cast(DType.FLOAT32);
    }

    private static Tensor outside(Tensor x) {
        return x.abs().greater(x.scalar(1)).cast(x.dtype()).mean();
    }

    /**
     * The mean of |grad_x LSE(f(x))| over rows, without a backward pass of its own: a row's gradient of the loss is a known
     * factor, its derivative by the row's LSE, times that.
     */
    private static Tensor scoreNorm(Tensor loss, Tensor logits, Tensor lossGradient) {
        Tensor factor = Gradients.grad(loss, JointEnergy.logMarginal(logits)).abs();
        Tensor norm = lossGradient.square().flatten(1).sum(1).sqrt();
        return norm.div(factor.max(factor.scalar(1e-20))).mean();
    }
}
