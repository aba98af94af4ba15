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
package io.github.tribuogen.ebm.stein;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of a test whether points come from a model. Immutable.
 *
 * <p>The p-value is the chance, if they do, of a statistic at least as large as the one found; the hypothesis is rejected
 * where it is below the level alpha.
 */
public final class GoodnessOfFit {
    private final String test;
    private final int points;
    private final int dimension;
    private final long seed;
    private final double statistic;
    private final double pValue;
    private final double alpha;
    private final Effect effect;
    private final Double power;
    private final List<Attribution> attributions;
    private final double[] perPoint;
    private final Map<String, Double> details;

    /**
     * How far the points are from the model, with a confidence interval.
     *
     * @param meaning What is measured.
     * @param estimate The estimate.
     * @param lower The lower end of the interval.
     * @param upper The upper end of the interval.
     * @param confidence The confidence of the interval, in (0, 1).
     */
    public record Effect(String meaning, double estimate, double lower, double upper, double confidence) {}

    /**
     * What a feature adds to the statistic.
     *
     * @param feature Its position.
     * @param mean The mean of its contributions.
     * @param z The mean over its standard error.
     * @param pValue One-sided, corrected by Holm for the number of features.
     */
    public record Attribution(int feature, double mean, double z, double pValue) {}

    private GoodnessOfFit(Builder b) {
        this.test = b.test;
        this.points = b.points;
        this.dimension = b.dimension;
        this.seed = b.seed;
        this.statistic = b.statistic;
        this.pValue = b.pValue;
        this.alpha = b.alpha;
        this.effect = b.effect;
        this.power = b.power;
        this.attributions = List.copyOf(b.attributions);
        this.perPoint = b.perPoint.clone();
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(b.details));
    }

    /**
     * Starts a result.
     *
     * @param test The test's name.
     * @param sample What was tested.
     * @param seed The seed it ran with.
     * @return A builder.
     */
    public static Builder builder(String test, ScoredSample sample, long seed) {
        return new Builder(test, sample.size(), sample.dimension(), seed);
    }

    /**
     * The test's name.
     *
     * @return The name.
     */
    public String test() {
        return test;
    }

    /**
     * The number of points that the statistic is of.
     *
     * @return At least 1.
     */
    public int points() {
        return points;
    }

    /**
     * The number of coordinates.
     *
     * @return At least 1.
     */
    public int dimension() {
        return dimension;
    }

    /**
     * The seed of all randomness.
     *
     * @return The seed.
     */
    public long seed() {
        return seed;
    }

    /**
     * The statistic; large values speak against the model.
     *
     * @return A finite number.
     */
    public double statistic() {
        return statistic;
    }

    /**
     * The p-value.
     *
     * @return In [0, 1].
     */
    public double pValue() {
        return pValue;
    }

    /**
     * The level of the test.
     *
     * @return In (0, 1).
     */
    public double alpha() {
        return alpha;
    }

    /**
     * Is it rejected that the points come from the model?
     *
     * @return True if the p-value is below alpha.
     */
    public boolean rejects() {
        return pValue < alpha;
    }

    /**
     * How far the points are from the model.
     *
     * @return Empty if the test has no such measure.
     */
    public Optional<Effect> effect() {
        return Optional.ofNullable(effect);
    }

    /**
     * The chance that a new sample of this size would be rejected, estimated from this one; optimistic where this one was.
     *
     * @return In [0, 1]; empty if the test has no estimate.
     */
    public OptionalDouble power() {
        return power == null ? OptionalDouble.empty() : OptionalDouble.of(power);
    }

    /**
     * What each feature adds.
     *
     * @return In the order of the features; empty if the test does not tell.
     */
    public List<Attribution> attributions() {
        return attributions;
    }

    /**
     * What each tested point adds: the larger, the worse it fits.
     *
     * @return A copy, in the order of the points tested; empty if the test does not tell.
     */
    public double[] perPoint() {
        return perPoint.clone();
    }

    /**
     * Further numbers by name, such as a bandwidth or the number of bootstrap draws.
     *
     * @return The numbers, in the order in which they were told.
     */
    public Map<String, Double> details() {
        return details;
    }

    /** The result in a few lines. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(String.format(
                Locale.ROOT,
                "%s of %d points in %d dimensions%n  statistic %.4f, p-value %.4g: %s at level %s%n",
                test,
                points,
                dimension,
                statistic,
                pValue,
                rejects() ? "the model is rejected" : "the model is not rejected",
                alpha));
        if (effect != null) {
            s.append(String.format(
                    Locale.ROOT,
                    "  %s %.4g, %.0f %% interval %.4g to %.4g%n",
                    effect.meaning,
                    effect.estimate,
                    100 * effect.confidence,
                    effect.lower,
                    effect.upper));
        }
        if (power != null) {
            s.append(String.format(Locale.ROOT, "  estimated power %.2f%n", power));
        }
        details.forEach((name, value) -> s.append(String.format(Locale.ROOT, "  %s %.6g%n", name, value)));
        return s.toString();
    }

    /**
     * The result as a JSON object: test, points, dimension, seed, statistic, pValue, alpha, rejected, effect, power,
     * attributions, perPoint, details.
     *
     * @return The text; what the test does not tell is absent.
     */
    public String toJson() {
        StringWriter out = new StringWriter();
        try (JsonGenerator g = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            writeTo(g);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    void writeTo(JsonGenerator g) throws IOException {
        g.writeStartObject();
        g.writeStringField("test", test);
        g.writeNumberField("points", points);
        g.writeNumberField("dimension", dimension);
        g.writeNumberField("seed", seed);
        g.writeNumberField("statistic", statistic);
        g.writeNumberField("pValue", pValue);
        g.writeNumberField("alpha", alpha);
        g.writeBooleanField("rejected", rejects());
        if (effect != null) {
            g.writeObjectFieldStart("effect");
            g.writeStringField("meaning", effect.meaning);
            g.writeNumberField("estimate", effect.estimate);
            g.writeNumberField("lower", effect.lower);
            g.writeNumberField("upper", effect.upper);
            g.writeNumberField("confidence", effect.confidence);
            g.writeEndObject();
        }
        if (power != null) {
            g.writeNumberField("power", power);
        }
        if (!attributions.isEmpty()) {
            g.writeArrayFieldStart("attributions");
            for (Attribution a : attributions) {
                g.writeStartObject();
                g.writeNumberField("feature", a.feature);
                g.writeNumberField("mean", a.mean);
                g.writeNumberField("z", a.z);
                g.writeNumberField("pValue", a.pValue);
                g.writeEndObject();
            }
            g.writeEndArray();
        }
        if (perPoint.length > 0) {
            g.writeFieldName("perPoint");
            g.writeArray(perPoint, 0, perPoint.length);
        }
        g.writeObjectFieldStart("details");
        for (Map.Entry<String, Double> d : details.entrySet()) {
            g.writeNumberField(d.getKey(), d.getValue());
        }
        g.writeEndObject();
        g.writeEndObject();
    }

    /** Collects what a test found. */
    public static final class Builder {
        private final String test;
        private int points;
        private final int dimension;
        private final long seed;
        private double statistic;
        private double pValue;
        private double alpha;
        private Effect effect = null;
        private Double power = null;
        private List<Attribution> attributions = List.of();
        private double[] perPoint = new double[0];
        private final Map<String, Double> details = new LinkedHashMap<>();

        private Builder(String test, int points, int dimension, long seed) {
            this.test = test;
            this.points = points;
            this.dimension = dimension;
            this.seed = seed;
        }

        /**
         * The number of points tested, where that is not the whole sample.
         *
         * @param n At least 1.
         * @return This builder.
         */
        public Builder points(int n) {
            this.points = n;
            return this;
        }

        /**
         * The outcome.
         *
         * @param value The statistic, finite.
         * @param p The p-value, in [0, 1].
         * @param level The level alpha, in (0, 1).
         * @return This builder.
         */
        public Builder outcome(double value, double p, double level) {
            this.statistic = value;
            this.pValue = p;
            this.alpha = level;
            return this;
        }

        /**
         * How far the points are from the model.
         *
         * @param value The effect.
         * @return This builder.
         */
        public Builder effect(Effect value) {
            this.effect = value;
            return this;
        }

        /**
         * The estimated power.
         *
         * @param value In [0, 1].
         * @return This builder.
         */
        public Builder power(double value) {
            this.power = value;
            return this;
        }

        /**
         * What each feature adds.
         *
         * @param values One for each feature, in order.
         * @return This builder.
         */
        public Builder attributions(List<Attribution> values) {
            this.attributions = values;
            return this;
        }

        /**
         * What each tested point adds.
         *
         * @param values One for each point, in order.
         * @return This builder.
         */
        public Builder perPoint(double[] values) {
            this.perPoint = values;
            return this;
        }

        /**
         * Tells a further number.
         *
         * @param name Its name.
         * @param value Its value.
         * @return This builder.
         */
        public Builder detail(String name, double value) {
            details.put(name, value);
            return this;
        }

        /**
         * Ends the result.
         *
         * @return The result.
         * @throws IllegalStateException If statistic or p-value are not numbers in their ranges.
         */
        public GoodnessOfFit build() {
            if (!Double.isFinite(statistic)) {
                throw new IllegalStateException("statistic: a finite number expected, found " + statistic);
            }
            if (!(pValue >= 0 && pValue <= 1)) {
                throw new IllegalStateException("pValue: a number in [0, 1] expected, found " + pValue);
            }
            if (!(alpha > 0 && alpha < 1)) {
                throw new IllegalStateException("alpha: a number in (0, 1) expected, found " + alpha);
            }
            return new GoodnessOfFit(this);
        }
    }
}
