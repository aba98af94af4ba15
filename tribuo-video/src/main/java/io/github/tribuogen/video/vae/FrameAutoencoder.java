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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.latent.RowNoise;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.video.prior.BlockPrior;
import io.github.tribuogen.video.prior.LatentBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph of the model. Encoder and decoder see one frame at a time; what ties frames is the prior alone:
 *
 * <pre>log p(x_1..T) >= sum_t E_q log p(x_t | z_t) - sum over blocks and features KL(q(z_1..T) || p(z_1..T))</pre>
 *
 * <p>B is the number of clips, T of frames in each, F of latent features, P of numbers in a frame, p of decoder outputs for each.
 *
 * @param encoder Maps frames to 2 F numbers: means, then log variances.
 * @param decoder Maps codes to the numbers of the likelihood.
 * @param blocks The latent features, block by block.
 * @param likelihood p(x|z) of a frame.
 * @param geometry The size of clips.
 * @param bounds Of log variances.
 * @param offset Added to what the decoder says, [1, p P].
 */
record FrameAutoencoder(
        Network encoder,
        Generator decoder,
        List<LatentBlock> blocks,
        Likelihood likelihood,
        ClipGeometry geometry,
        VarianceBounds bounds,
        HostTensor offset) {
    private static final long POSTERIOR_NOISE = 3;

    /**
     * Bounds of the encoder's log variances.
     *
     * @param start Where they start.
     * @param least The least.
     * @param most The largest.
     */
    record VarianceBounds(double start, double least, double most) {}

    /** What the encoder says of clips, [B, T, F] each. */
    record Code(Tensor mean, Tensor logVariance) {}

    /**
     * The bound's parts for one draw.
     *
     * @param logLikelihood [B].
     * @param divergences By block, [B, width of the block].
     * @param codes By block, [B, T, width of the block].
     */
    record Terms(Tensor logLikelihood, List<Tensor> divergences, List<Tensor> codes) {
        /** Of all blocks, [B]. */
        Tensor divergence() {
            return Tensors.addAll(divergences.stream().map(d -> d.sum(1)).toList());
        }

        /** An unbiased estimate of the evidence lower bound, [B]. */
        Tensor bound() {
            return logLikelihood.sub(divergence());
        }
    }

    /** F. */
    int features() {
        return blocks.stream().mapToInt(LatentBlock::width).sum();
    }

    /** Clips [B, T, ...] to frames [B T, C, H, W]. */
    private Tensor frames(Tensor clips) {
        return clips.reshape(-1, geometry.channels(), geometry.height(), geometry.width());
    }

    /** Encodes clips, [B, T, C, H, W]. */
    Code encode(ParameterScope scope, Tensor clips) {
        List<Tensor> parts = encodeFrames(scope, frames(clips));
        int t = geometry.frames();
        return new Code(parts.get(0).reshape(-1, t, features()), parts.get(1).reshape(-1, t, features()));
    }

    /** Means and log variances, [N, F] each, of frames [N, C, H, W]. */
    List<Tensor> encodeFrames(ParameterScope scope, Tensor frames) {
        long f = features();
        List<Tensor> parts =
                encoder.apply(scope.child("encoder"), frames, 2 * f).split(1, f, f);
        return List.of(parts.get(0), parts.get(1).add(bounds.start()).clip(bounds.least(), bounds.most()));
    }

    /** The numbers of the likelihood, [N, p P], of codes [N, F]. */
    Tensor decode(ParameterScope scope, Tensor codes) {
        long channels = (long) geometry.channels() * likelihood.parameters();
        Tensor y = decoder.apply(scope.child("decoder"), codes, channels, geometry.height(), geometry.width())
                .flatten(1);
        return y.add(y.graph().root().constant(offset).cast(y.dtype()));
    }

    /** The part of [B, T, F] or [N, F] that belongs to a block. */
    Tensor part(Tensor codes, int block) {
        long from =
                blocks.subList(0, block).stream().mapToInt(LatentBlock::width).sum();
        return codes.slice(-1, from, from + blocks.get(block).width());
    }

    static ParameterScope priorScope(ParameterScope scope, LatentBlock block) {
        return scope.child("prior-" + block.name());
    }

    /** The bound's parts for one draw, with standard normal noise [B, T, F]. */
    Terms terms(ParameterScope scope, Tensor clips, Code code, Tensor noise) {
        List<Tensor> divergences = new ArrayList<>();
        List<Tensor> codes = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            LatentBlock b = blocks.get(i);
            BlockPrior.Draw d = b.prior()
                    .draw(priorScope(scope, b), part(code.mean(), i), part(code.logVariance(), i), part(noise, i));
            divergences.add(d.divergence());
            codes.add(d.codes());
        }
        Tensor z = Tensors.concat(2, codes).reshape(-1, features());
        Tensor perFrame = likelihood.logProbability(decode(scope, z), frames(clips));
        return new Terms(perFrame.reshape(-1, geometry.frames()).sum(1), divergences, codes);
    }

    /** The bound's parts outside training, with noise that is a function of the clip. */
    Terms terms(ParameterScope scope, Tensor clips) {
        int t = geometry.frames();
        Tensor first = clips.graph().root().constant(HostTensor.scalar(0L));
        Tensor noise = RowNoise.of(clips.flatten(1), POSTERIOR_NOISE).normal(first, t * features());
        return terms(scope, clips, encode(scope, clips), noise.reshape(-1, t, features()));
    }

    /** The codes that stand for clips, [B, T, F]. */
    Tensor centre(Code code) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            parts.add(blocks.get(i).prior().centre(part(code.mean(), i), part(code.logVariance(), i)));
        }
        return Tensors.concat(2, parts);
    }

    /** What the frames of clips share, block by block, [B, F]. */
    Tensor shared(ParameterScope scope, Code code) {
        Tensor codes = centre(code);
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            LatentBlock b = blocks.get(i);
            parts.add(b.prior().shared(priorScope(scope, b), part(codes, i)));
        }
        return Tensors.concat(1, parts);
    }

    /** Draws codes from the priors, [B, T, F], with normal numbers of the clips [B, F] and of the frames [B, T, F]. */
    Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            LatentBlock b = blocks.get(i);
            parts.add(b.prior().generate(priorScope(scope, b), part(shared, i), part(noise, i)));
        }
        return Tensors.concat(2, parts);
    }

    /** The least divergence of each feature, [F], in a clip of T frames. */
    Tensor floors(ParameterScope scope, Tensor any) {
        List<Tensor> parts = new ArrayList<>();
        for (LatentBlock b : blocks) {
            Tensor floor = b.prior().floor(priorScope(scope, b), any, geometry.frames());
            parts.add(floor.unsqueeze(0).expand(b.width()));
        }
        return Tensors.concat(0, parts);
    }
}
