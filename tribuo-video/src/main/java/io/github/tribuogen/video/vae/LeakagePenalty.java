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
package io.github.tribuogen.video.vae;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Keeps the pose block from saying what a clip shows, which nothing in the evidence lower bound does: a constant costs the pose prior no
 * more than the identity prior.
 */
public interface LeakagePenalty extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The penalty, added to the loss of a frame.
     *
     * @param identity The means of the identity block, [B, T, F_s].
     * @param pose The means of the pose block, [B, T, F_p].
     * @return [].
     */
    Tensor of(Tensor identity, Tensor pose);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "LeakagePenalty");
    }
}
