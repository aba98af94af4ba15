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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * Takes squares of 2 x 2 pixels apart: [batch, C, H, W] to [batch, 4 C, H / 2, W / 2], where pixel (dy, dx) of channel c goes to
 * channel 4 c + 2 dy + dx. The volume stays as it is. (Dinh, Sohl-Dickstein and Bengio, "Real NVP", 2017, section 3.6.)
 */
public final class Squeeze implements Bijection {
    /** Also for OLCUT. */
    public Squeeze() {}

    @Override
    public long[] imageShape(long... shape) {
        if (shape.length != 3 || shape[1] % 2 != 0 || shape[2] % 2 != 0) {
            throw Points.refusal(this, "images of even height and width", java.util.Arrays.toString(shape));
        }
        return new long[] {4 * shape[0], shape[1] / 2, shape[2] / 2};
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        long[] s = imageShape(Points.extents(x));
        Tensor z = Points.reshape(x, s[0] / 4, s[1], 2, s[2], 2).transpose(0, 1, 3, 5, 2, 4);
        return new Image(Points.reshape(z, s), Points.perExample(x.scalar(0), x));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        long[] s = Points.extents(z);
        if (s.length != 3 || s[0] % 4 != 0) {
            throw Points.refusal(this, "images of 4 C channels", z.shape());
        }
        Tensor x = Points.reshape(z, s[0] / 4, 2, 2, s[1], s[2]).transpose(0, 1, 4, 2, 5, 3);
        return new Image(Points.reshape(x, s[0] / 4, 2 * s[1], 2 * s[2]), Points.perExample(z.scalar(0), z));
    }

    @Override
    public String toString() {
        return "Squeeze()";
    }
}
