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
package io.github.tribuogen.neural.density;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/** A stand-in for learned densities: each run gives another model, determined by seed and invocation count. */
final class NoisyTrainer implements Trainer<LogDensity> {
    @Config(description = "The seed; a negative one makes models that find everything impossible.")
    private long seed = 1L;

    private SplittableRandom rng;
    private int count = 0;

    private NoisyTrainer() {}

    NoisyTrainer(long seed) {
        this.seed = seed;
        postConfig();
    }

    @Override
    public synchronized void postConfig() {
        rng = new SplittableRandom(seed);
    }

    @Override
    public NoisyModel train(Dataset<LogDensity> examples, Map<String, Provenance> run) {
        return train(examples, run, INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public NoisyModel train(Dataset<LogDensity> examples, Map<String, Provenance> run, int invocationCount) {
        TrainerProvenance trainer;
        double noise;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            noise = rng.split().nextDouble();
            trainer = getProvenance();
            count++;
        }
        return new NoisyModel(
                "noisy",
                new ModelProvenance(
                        NoisyModel.class.getName(), OffsetDateTime.now(), examples.getProvenance(), trainer, run),
                examples.getFeatureIDMap(),
                examples.getOutputIDInfo(),
                seed < 0 ? Double.NEGATIVE_INFINITY : noise);
    }

    @Override
    public synchronized int getInvocationCount() {
        return count;
    }

    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        rng = new SplittableRandom(seed);
        for (count = 0; count < invocationCount; count++) {
            rng.split();
        }
    }

    @Override
    public synchronized TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
