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
package io.github.tribuogen.neural.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.Arrays;

/** The same {@code y = scale * x + shift} for every column, e.g. pixels 0..16 to [-1, 1]. */
public final class AffineScaling implements Preprocessor {

    @Config(mandatory = true, description = "The factor, finite and not zero.")
    private float scale;

    @Config(description = "The summand, added after multiplying.")
    private float shift = 0f;

    /** For OLCUT. */
    private AffineScaling() {}

    /**
     * A scaling by its coefficients.
     *
     * @param scale the factor, finite and not zero.
     * @param shift the summand, finite.
     */
    public AffineScaling(float scale, float shift) {
        this.scale = scale;
        this.shift = shift;
        postConfig();
    }

    /**
     * The scaling that maps one interval to another.
     *
     * @param fromLow mapped to {@code toLow}.
     * @param fromHigh mapped to {@code toHigh}; other than {@code fromLow}.
     * @param toLow the image of {@code fromLow}.
     * @param toHigh the image of {@code fromHigh}; other than {@code toLow}.
     * @return the scaling.
     */
    public static AffineScaling betweenRanges(double fromLow, double fromHigh, double toLow, double toHigh) {
        double factor = (toHigh - toLow) / (fromHigh - fromLow);
        return new AffineScaling((float) factor, (float) (toLow - factor * fromLow));
    }

    @Override
    public void postConfig() {
        if (!Float.isFinite(scale) || scale == 0f) {
            throw new PropertyException("", "scale", "found " + scale + ", expected a finite number other than zero");
        }
        if (!Float.isFinite(shift)) {
            throw new PropertyException("", "shift", "found " + shift + ", expected a finite number");
        }
    }

    @Override
    public FittedPreprocessor fit(float[] data, int rows, int columns) {
        Rows.checkForFit(data, rows, columns);
        float[] scales = new float[columns];
        float[] shifts = new float[columns];
        Arrays.fill(scales, scale);
        Arrays.fill(shifts, shift);
        return new FittedAffine(new AffineMap(scales, shifts));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Preprocessor");
    }

    @Override
    public String toString() {
        return "AffineScaling(scale=" + scale + ", shift=" + shift + ")";
    }
}
