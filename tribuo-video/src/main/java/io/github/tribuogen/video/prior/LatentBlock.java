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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;

/** Some of a frame's latent features, and the law that ties them over time. */
public final class LatentBlock implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** The name of the block that says what a clip shows. */
    public static final String IDENTITY = "identity";

    /** The name of the block that says where and how. */
    public static final String POSE = "pose";

    @Config(mandatory = true, description = "The name: letters, digits and hyphens.")
    private String name;

    @Config(mandatory = true, description = "How many features, at least 1.")
    private int width;

    @Config(mandatory = true, description = "The law over time.")
    private BlockPrior prior;

    /** For OLCUT. */
    private LatentBlock() {}

    /**
     * A block.
     *
     * @param name The name: letters, digits and hyphens.
     * @param width How many features, at least 1.
     * @param prior The law over time.
     */
    public LatentBlock(String name, int width, BlockPrior prior) {
        this.name = name;
        this.width = width;
        this.prior = prior;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new PropertyException("", "name", "found '" + name + "', expected letters, digits and hyphens");
        }
        Require.atLeast("width", width, 1);
    }

    /**
     * The name.
     *
     * @return The name.
     */
    public String name() {
        return name;
    }

    /**
     * How many features.
     *
     * @return At least 1.
     */
    public int width() {
        return width;
    }

    /**
     * The law over time.
     *
     * @return The prior.
     */
    public BlockPrior prior() {
        return prior;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "LatentBlock");
    }

    @Override
    public String toString() {
        return "LatentBlock(name=" + name + ", width=" + width + ", prior=" + prior + ")";
    }
}
