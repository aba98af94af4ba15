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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.Map;

/**
 * The ends of earlier chains, from which later chains go on (persistent chains).
 *
 * <p>M slots hold fresh points at first. A chain starts at a slot drawn uniformly with replacement, or with probability
 * rho at a fresh point, and its end replaces the slot's content in either case; where a slot was drawn twice, the later
 * row of the batch wins. Class y owns the slots {@code y M / K} to {@code (y + 1) M / K - 1}, from which the chains
 * conditioned on y start. A chain is continued T / rho steps on average, and a slot is drawn every M / B training steps.
 *
 * <p>Variables in the memory's scope, whose names are part of the checkpoint format: {@value #SAMPLES} [M, ...] and
 * {@value #AGE}, int64 [M], the number of chains since the slot's last fresh start.
 */
public final class ReplayBuffer implements ChainMemory {
    /** The name of the variable that holds the points. */
    public static final String SAMPLES = "samples";

    /** The name of the variable that holds the ages. */
    public static final String AGE = "age";

    @Config(description = "The number of slots M, at least 1; divisible by the number of classes for class chains.")
    private int capacity = 10_000;

    @Config(description = "The probability rho of a fresh start, in [0, 1].")
    private double freshRate = 0.05;

    @Config(description = "The law of fresh starts and of the first content.")
    private StartLaw fresh = new UniformStart();

    /** The paper's setting: 10,000 slots, rho = 0.05, uniform in [-1, 1]. Also for OLCUT. */
    public ReplayBuffer() {}

    /**
     * A buffer of fresh points uniform in [-1, 1].
     *
     * @param capacity The number of slots M, at least 1.
     * @param freshRate The probability rho of a fresh start, in [0, 1].
     */
    public ReplayBuffer(int capacity, double freshRate) {
        this(capacity, freshRate, new UniformStart());
    }

    /**
     * A buffer.
     *
     * @param capacity The number of slots M, at least 1.
     * @param freshRate The probability rho of a fresh start, in [0, 1].
     * @param fresh The law of fresh starts and of the first content.
     */
    public ReplayBuffer(int capacity, double freshRate, StartLaw fresh) {
        this.capacity = capacity;
        this.freshRate = freshRate;
        this.fresh = fresh;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("capacity", capacity, 1);
        Require.probability("freshRate", freshRate);
    }

    @Override
    public Fitted fit(HostTensor points, int[] classes, int numClasses) {
        return new Slots(this.fresh.fit(points, classes, numClasses), numClasses);
    }

    private final class Slots implements Fitted {
        private final StartLaw.Fitted law;
        private final int numClasses;

        Slots(StartLaw.Fitted law, int numClasses) {
            this.law = law;
            this.numClasses = numClasses;
        }

        private int classOf(int slot) {
            return (int) ((long) slot * numClasses / capacity);
        }

        private Tensor samples(ParameterScope scope) {
            int[] kinds = new int[capacity];
            Arrays.setAll(kinds, this::classOf);
            return scope.variable(
                    SAMPLES,
                    scope.dtype(),
                    rng -> convert(law.draw(rng, kinds), scope.dtype()),
                    PointShapes.batch(capacity, law.pointShape()));
        }

        private Tensor age(ParameterScope scope) {
            return scope.variable(AGE, DType.INT64, rng -> HostTensor.filled(DType.INT64, 0, capacity), capacity);
        }

        @Override
        public Start start(ParameterScope scope, RandomStream random, long batch) {
            Tensor slots = random.child("slots").integers(capacity, batch);
            // integers: rounds down as classOf does
            Tensor kinds = slots.mul(slots.scalar(numClasses)).div(slots.scalar(capacity));
            return start(scope, random, slots, kinds);
        }

        @Override
        public Start start(ParameterScope scope, RandomStream random, Tensor classes) {
            if (capacity % numClasses != 0) {
                throw new IllegalArgumentException(
                        "ReplayBuffer: chains conditioned on classes need a capacity divisible"
                                + " by the number of classes " + numClasses + ", found capacity " + capacity);
            }
            int block = capacity / numClasses;
            Tensor within =
                    random.child("slots").integers(block, classes.shape().size(0));
            return start(scope, random, classes.mul(classes.scalar(block)).add(within), classes);
        }

        private Start start(ParameterScope scope, RandomStream random, Tensor slots, Tensor kinds) {
            Tensor old = samples(scope).gather(0, slots);
            Tensor u = random.child("restarts")
                    .uniform(scope.dtype(), slots.shape().sizes());
            Tensor anew = u.less(u.scalar(freshRate));
            Tensor points = fresh(scope, random, kinds);
            int[] axes = new int[law.pointShape().length];
            Arrays.setAll(axes, i -> i + 1);
            return new Start(Tensors.where(anew.unsqueeze(axes), points, old), slots, anew);
        }

        @Override
        public Tensor fresh(ParameterScope scope, RandomStream random, Tensor classes) {
            return law.draw(scope.child("fresh"), random.child("fresh"), classes);
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public Tensor remembered(ParameterScope scope) {
            return samples(scope);
        }

        @Override
        public void keep(ParameterScope scope, Start start, Tensor ends) {
            scope.assign(SAMPLES, samples(scope).putRows(start.slots(), ends.stopGradient()));
            Tensor ages = age(scope);
            Tensor before =
                    ages.gather(0, start.slots()).mul(start.fresh().not().cast(DType.INT64));
            scope.assign(AGE, ages.putRows(start.slots(), before.add(before.scalar(1))));
        }

        @Override
        public Map<String, Tensor> metrics(ParameterScope scope) {
            return Map.of("buffer age", age(scope).cast(scope.dtype()).mean());
        }
    }

    private static HostTensor convert(HostTensor t, DType dtype) {
        return dtype == DType.FLOAT64 ? HostTensor.of(t.toDoubles(), t.shape()) : t;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ChainMemory");
    }

    @Override
    public String toString() {
        return "ReplayBuffer(capacity=" + capacity + ", freshRate=" + freshRate + ", fresh=" + fresh + ")";
    }
}
