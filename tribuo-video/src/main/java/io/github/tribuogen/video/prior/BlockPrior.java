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
package io.github.tribuogen.video.prior;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * The law of a block of latent features over the T frames of a clip, and what the block makes of the encoder's word on each frame. B is
 * the number of clips, F the width of the block.
 */
public interface BlockPrior extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Codes drawn from q, and what they cost.
     *
     * @param codes [B, T, F].
     * @param divergence KL(q || p) of each clip and feature, or an unbiased estimate, in nats, [B, F].
     */
    record Draw(Tensor codes, Tensor divergence) {}

    /**
     * Draws codes.
     *
     * @param scope Holds the prior's parameters, if it has any.
     * @param mean The encoder's means, [B, T, F].
     * @param logVariance The encoder's log variances, [B, T, F].
     * @param noise Standard normal, [B, T, F].
     * @return Codes and divergences.
     */
    Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise);

    /**
     * The codes that stand for a clip where nothing is drawn: the means, unless the block pools its frames.
     *
     * @param mean The encoder's means, [B, T, F].
     * @param logVariance The encoder's log variances, [B, T, F].
     * @return [B, T, F].
     */
    default Tensor centre(Tensor mean, Tensor logVariance) {
        return mean;
    }

    /**
     * What the frames of a clip share, as one point: the mean of their codes, unless the law knows better.
     *
     * @param scope Holds the prior's parameters, if it has any.
     * @param codes The codes that stand for the clip, [B, T, F].
     * @return [B, F].
     */
    default Tensor shared(ParameterScope scope, Tensor codes) {
        return codes.mean(1);
    }

    /**
     * Draws codes from the prior.
     *
     * @param scope Holds the prior's parameters, if it has any.
     * @param shared Standard normal numbers of the clip, [B, F].
     * @param noise Standard normal numbers of the frames, [B, T, F]; T must be fixed for priors that unroll it.
     * @return [B, T, F].
     */
    Tensor generate(ParameterScope scope, Tensor shared, Tensor noise);

    /**
     * The least divergence that a feature which says nothing can have: q is independent over frames where p is not.
     *
     * @param scope Holds the prior's parameters, if it has any.
     * @param any A tensor of the graph, of the parameters' type.
     * @param frames T.
     * @return In nats, [].
     */
    Tensor floor(ParameterScope scope, Tensor any, int frames);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BlockPrior");
    }
}
