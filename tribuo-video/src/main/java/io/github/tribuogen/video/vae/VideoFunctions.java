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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;
import java.util.Map;

/**
 * The functions of a trained model.
 *
 * @param vae The autoencoder.
 * @param prepared The data that it was trained on.
 * @param scaling The preprocessing of a frame.
 * @param logVolume log|det| of the preprocessing of a clip where it counts.
 */
record VideoFunctions(FrameAutoencoder vae, Prepared<?> prepared, FrameScaling scaling, double logVolume) {
    /** Clips to the logarithm of the likelihood, the divergences of the features, and these above their floors: [B, 1 + 2 F]. */
    static final String TERMS = "terms";

    /** Clips to codes and variances, [B, T, 2 F]. */
    static final String ENCODE = "encode";

    /** Clips to what their frames share, [B, F]. */
    static final String SHARED_CODES = "shared-codes";

    /** Frames to means and variances, [N, 2 F]. */
    static final String ENCODE_FRAMES = "encode-frames";

    /** Codes [N, F] to frames. */
    static final String DECODE = "decode";

    /** Codes [N, F] and a seed to frames drawn from the likelihood. */
    static final String DRAW = "draw";

    /** Normal numbers [B, F] and [B, T, F] to codes [B, T, F]. */
    static final String PRIOR = "prior";

    static final String CODES = "codes";
    static final String SHARED = "shared";
    static final String NOISE = "noise";
    static final String SEED = "seed";

    ModelFunctions.Builder addTo(ModelFunctions.Builder functions) {
        long d = prepared.columns();
        long f = vae.features();
        functions.rows(
                NeuralModel.PREDICT,
                d,
                (scope, rows) -> result(vae.terms(vae(scope), prepared.preprocess(rows))
                        .bound()
                        .add(logVolume)
                        .unsqueeze(1)));
        functions.rows(TERMS, d, (scope, rows) -> {
            FrameAutoencoder.Terms t = vae.terms(vae(scope), prepared.preprocess(rows));
            Tensor divergences = Tensors.concat(1, t.divergences());
            Tensor above = divergences.sub(vae.floors(vae(scope), divergences).unsqueeze(0));
            return result(Tensors.concat(1, t.logLikelihood().add(logVolume).unsqueeze(1), divergences, above));
        });
        functions.rows(ENCODE, d, (scope, rows) -> {
            FrameAutoencoder.Code code = vae.encode(vae(scope), prepared.preprocess(rows));
            return result(Tensors.concat(2, vae.centre(code), code.logVariance().exp()));
        });
        functions.rows(
                SHARED_CODES,
                d,
                (scope, rows) -> result(vae.shared(vae(scope), vae.encode(vae(scope), prepared.preprocess(rows)))));
        functions.function(ENCODE_FRAMES, body -> {
            ClipGeometry g = vae.geometry();
            Tensor frames = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", g.framePixels()));
            Tensor x = scaling.forward(frames).reshape(-1, g.channels(), g.height(), g.width());
            List<Tensor> parts = vae.encodeFrames(vae(body.scope()), x);
            return result(Tensors.concat(1, parts.get(0), parts.get(1).exp()));
        });
        functions.function(DECODE, body -> {
            Tensor codes = body.input(CODES, DType.FLOAT32, Shape.batched("batch", f));
            return result(scaling.back(vae.likelihood().mean(vae.decode(vae(body.scope()), codes))));
        });
        functions.function(DRAW, body -> {
            Tensor codes = body.input(CODES, DType.FLOAT32, Shape.batched("batch", f));
            Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
            RandomStream random = RandomStream.of(seed, codes.graph().root().constant(0L));
            return result(scaling.back(vae.likelihood().draw(vae.decode(vae(body.scope()), codes), random)));
        });
        functions.function(PRIOR, body -> {
            Tensor shared = body.input(SHARED, DType.FLOAT32, Shape.batched("batch", f));
            Shape shape = Shape.of(List.of(shared.shape().dim(0), Dim.symbol("frames"), Dim.of(f)));
            Tensor noise = body.input(NOISE, DType.FLOAT32, shape);
            return result(vae.generate(vae(body.scope()), shared, noise));
        });
        return functions;
    }

    private static ParameterScope vae(ParameterScope scope) {
        return scope.child(VideoVAEProgram.SCOPE);
    }

    private static Map<String, Tensor> result(Tensor output) {
        return Map.of(NeuralModel.OUTPUT, output);
    }
}
