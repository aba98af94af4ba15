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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Levels of a multiscale flow: after each level but the last, the second half of the channels is factored out, and the next
 * level sees the first half. The base point is what was factored out, in order, then the image of the last level, in the shape
 * of the data. A level that ends at fewer pixels contains a {@link Squeeze}. (Dinh, Sohl-Dickstein and Bengio, "Real NVP",
 * 2017, section 3.6; FFJORD, 2019, section 4.)
 */
public final class Multiscale implements Bijection {
    @Config(mandatory = true, description = "The levels, from data to base.")
    private List<Bijection> levels;

    /** For OLCUT. */
    private Multiscale() {}

    /**
     * A multiscale flow.
     *
     * @param levels The levels, from data to base, at least one.
     */
    public Multiscale(List<Bijection> levels) {
        this.levels = List.copyOf(levels);
        postConfig();
    }

    @Override
    public void postConfig() {
        if (levels.isEmpty()) {
            throw new PropertyException("", "levels", "found no levels, expected at least one");
        }
    }

    private static ParameterScope scope(ParameterScope scope, int level) {
        return scope.child("level" + level);
    }

    /** The shapes of the images of the levels, before anything is factored out. */
    private List<long[]> shapes(long... data) {
        List<long[]> shapes = new ArrayList<>();
        long[] s = data;
        for (int i = 0; i < levels.size(); i++) {
            s = levels.get(i).imageShape(s);
            shapes.add(s);
            if (i < levels.size() - 1) {
                if (s[0] % 2 != 0) {
                    throw Points.refusal(this, "an even number of channels after level " + i, s[0]);
                }
                s = s.clone();
                s[0] /= 2;
            }
        }
        return shapes;
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        long[] data = Points.extents(x);
        List<long[]> shapes = shapes(data);
        List<Tensor> base = new ArrayList<>();
        List<Tensor> volumes = new ArrayList<>();
        Tensor y = x;
        for (int i = 0; i < levels.size(); i++) {
            Image image = levels.get(i).forward(scope(scope, i), y, context);
            volumes.add(image.logDeterminant());
            y = image.point();
            if (i < levels.size() - 1) {
                long half = shapes.get(i)[0] / 2;
                List<Tensor> halves = y.split(1, half, half);
                base.add(halves.get(1).flatten(1));
                y = halves.get(0);
            }
        }
        base.add(y.flatten(1));
        return new Image(Points.reshape(Tensors.concat(1, base), data), Tensors.addAll(volumes));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        List<long[]> shapes = shapes(Points.extents(z));
        int last = levels.size() - 1;
        long[] sizes = new long[levels.size()];
        for (int i = 0; i <= last; i++) {
            sizes[i] = Points.size(shapes.get(i)) / (i < last ? 2 : 1);
        }
        List<Tensor> base = z.flatten(1).split(1, sizes);
        List<Tensor> volumes = new ArrayList<>();
        Tensor y = Points.reshape(base.get(last), shapes.get(last));
        for (int i = last; i >= 0; i--) {
            if (i < last) {
                long[] half = shapes.get(i).clone();
                half[0] /= 2;
                y = Tensors.concat(1, y, Points.reshape(base.get(i), half));
            }
            Image image = levels.get(i).inverse(scope(scope, i), y, context);
            volumes.add(image.logDeterminant());
            y = image.point();
        }
        Collections.reverse(volumes);
        return new Image(y, Tensors.addAll(volumes));
    }

    @Override
    public String toString() {
        return "Multiscale(" + levels + ")";
    }
}
