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

import io.github.tribuogen.neural.model.protos.CurveProto;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of a training run, thinned so that they can be kept with the model. Immutable. */
public final class TrainingHistory {
    /** The most points that are kept of a curve; each is the mean of the steps since the point before. */
    public static final int MAX_POINTS = 500;

    /**
     * One curve.
     *
     * @param steps The last step of each point, ascending.
     * @param values The mean of the metric since the point before.
     */
    public record Curve(long[] steps, float[] values) {}

    private final Map<String, Curve> curves;

    private TrainingHistory(Map<String, Curve> curves) {
        this.curves = Collections.unmodifiableMap(curves);
    }

    /**
     * Thins the metrics of a run, and keeps its validations.
     *
     * @param result The run.
     * @return Its history.
     */
    public static TrainingHistory of(TrainingResult result) {
        Map<String, Curve> curves = new LinkedHashMap<>();
        result.metrics().forEach((name, v) -> {
            int points = Math.min(MAX_POINTS, v.length);
            long[] steps = new long[points];
            float[] values = new float[points];
            for (int p = 0; p < points; p++) {
                int from = (int) ((long) p * v.length / points);
                int to = (int) ((long) (p + 1) * v.length / points);
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += v[i];
                }
                steps[p] = result.firstStep() + to - 1;
                values[p] = (float) (sum / (to - from));
            }
            curves.put(name, new Curve(steps, values));
        });
        result.validation().forEach((name, v) -> {
            float[] values = new float[v.length];
            for (int i = 0; i < v.length; i++) {
                values[i] = (float) v[i];
            }
            curves.put(name, new Curve(result.validationSteps(), values));
        });
        return new TrainingHistory(curves);
    }

    /**
     * The curves.
     *
     * @return The curves by metric.
     */
    public Map<String, Curve> curves() {
        return curves;
    }

    List<CurveProto> toProtos() {
        List<CurveProto> protos = new ArrayList<>();
        curves.forEach((name, c) -> {
            CurveProto.Builder b = CurveProto.newBuilder().setName(name);
            for (int i = 0; i < c.steps().length; i++) {
                b.addStep(c.steps()[i]).addValue(c.values()[i]);
            }
            protos.add(b.build());
        });
        return protos;
    }

    static TrainingHistory fromProtos(List<CurveProto> protos) {
        Map<String, Curve> curves = new LinkedHashMap<>();
        for (CurveProto p : protos) {
            if (p.getStepCount() != p.getValueCount()) {
                throw new IllegalStateException("Invalid protobuf, curve '" + p.getName() + "' has " + p.getStepCount()
                        + " steps and " + p.getValueCount() + " values, as many expected");
            }
            long[] steps = new long[p.getStepCount()];
            float[] values = new float[steps.length];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = p.getStep(i);
                values[i] = p.getValue(i);
            }
            curves.put(p.getName(), new Curve(steps, values));
        }
        return new TrainingHistory(curves);
    }
}
