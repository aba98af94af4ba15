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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.data.AffineMap;
import io.github.tribuogen.neural.data.PreprocessingStage;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/** Builds the stages of a preprocessing in a graph, forth with the log-determinant, and back. */
final class StagedPreprocessing {
    private static final double CENTRE = 0.5;

    private StagedPreprocessing() {}

    /** Rows [batch, columns] and log-determinants [batch]. */
    record Image(Tensor rows, Tensor logDeterminant) {}

    /** @param noise uniform numbers for the dequantisations in their order, [batch, columns] each; null for 0.5 everywhere. */
    static Image forward(List<PreprocessingStage> stages, Tensor rows, Tensor noise) {
        long d = rows.shape().size(1);
        Tensor x = rows;
        Tensor volume = rows.slice(1, 0, 1).squeeze(1).zerosLike();
        long used = 0;
        for (PreprocessingStage stage : stages) {
            if (stage instanceof PreprocessingStage.Affine affine) {
                AffineMap map = affine.map();
                if (!map.equals(AffineMap.identity(map.columns()))) {
                    x = x.mul(constant(x, map.scale())).add(constant(x, map.shift()));
                    volume = volume.add(map.logDeterminant());
                }
            } else if (stage instanceof PreprocessingStage.Logit logit) {
                double slope = 1 - 2.0 * logit.alpha();
                Tensor logP = x.mul(slope).add(logit.alpha()).log();
                Tensor logQ = x.rsub(1).mul(slope).add(logit.alpha()).log();
                x = logP.sub(logQ);
                volume = volume.add(d * Math.log(slope)).sub(logP.add(logQ).sum(1));
            } else if (stage instanceof PreprocessingStage.Dequantise dequantise) {
                Tensor u = noise == null ? null : noise.slice(1, used, used + d);
                x = u == null ? x.add(dequantise.step() * CENTRE) : x.add(u.mul(dequantise.step()));
                used += d;
            }
        }
        return new Image(x, volume);
    }

    static Tensor back(List<PreprocessingStage> stages, Tensor rows) {
        Tensor x = rows;
        for (int i = stages.size() - 1; i >= 0; i--) {
            PreprocessingStage stage = stages.get(i);
            if (stage instanceof PreprocessingStage.Affine affine) {
                AffineMap map = affine.map();
                if (!map.equals(AffineMap.identity(map.columns()))) {
                    x = x.sub(constant(x, map.shift())).div(constant(x, map.scale()));
                }
            } else if (stage instanceof PreprocessingStage.Logit logit) {
                x = x.sigmoid().sub(logit.alpha()).div(1 - 2.0 * logit.alpha());
            } else if (stage instanceof PreprocessingStage.Dequantise dequantise) {
                x = x.div(dequantise.step()).floor().mul(dequantise.step());
            }
        }
        return x;
    }

    private static Tensor constant(Tensor like, float[] values) {
        return like.graph()
                .root()
                .constant(HostTensor.of(values, values.length))
                .cast(like.dtype());
    }
}
