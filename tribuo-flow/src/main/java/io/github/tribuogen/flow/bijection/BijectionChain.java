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
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;

/** Bijections one after the other, from data to base; log-determinants add up. */
public final class BijectionChain implements Bijection {
    @Config(mandatory = true, description = "The bijections, from data to base.")
    private List<Bijection> parts;

    /** For OLCUT. */
    private BijectionChain() {}

    /**
     * A chain.
     *
     * @param parts The bijections, from data to base, at least one.
     */
    public BijectionChain(List<Bijection> parts) {
        this.parts = List.copyOf(parts);
        postConfig();
    }

    @Override
    public void postConfig() {
        if (parts.isEmpty()) {
            throw new PropertyException("", "parts", "found no bijections, expected at least one");
        }
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Image image = part(0).forward(scope.child("0"), x, context);
        for (int i = 1; i < parts.size(); i++) {
            Image next = part(i).forward(scope.child(Integer.toString(i)), image.point(), context);
            image = new Image(next.point(), image.logDeterminant().add(next.logDeterminant()));
        }
        return image;
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        int last = parts.size() - 1;
        Image image = part(last).inverse(scope.child(Integer.toString(last)), z, context);
        for (int i = last - 1; i >= 0; i--) {
            Image next = part(i).inverse(scope.child(Integer.toString(i)), image.point(), context);
            image = new Image(next.point(), image.logDeterminant().add(next.logDeterminant()));
        }
        return image;
    }

    @Override
    public long[] imageShape(long... shape) {
        long[] s = shape.clone();
        for (Bijection part : parts) {
            s = part.imageShape(s);
        }
        return s;
    }

    /** The ways of the parts, one after the other; of parts that keep the shape of points. */
    @Override
    public List<Tensor> path(ParameterScope scope, Tensor z, FlowContext context, int stops) {
        List<Tensor> way = new ArrayList<>();
        Tensor y = z;
        for (int i = parts.size() - 1; i >= 0; i--) {
            way.addAll(part(i).path(scope.child(Integer.toString(i)), y, context, stops));
            y = way.get(way.size() - 1);
        }
        return way;
    }

    private Bijection part(int i) {
        return parts.get(i);
    }

    @Override
    public String toString() {
        return "BijectionChain(" + parts + ")";
    }
}
