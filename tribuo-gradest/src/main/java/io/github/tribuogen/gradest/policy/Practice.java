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
package io.github.tribuogen.gradest.policy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;

/** How many episodes a policy learns from, and what it learns to want. */
public final class Practice implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The episodes at most, at least 1; a last update may take a few more.")
    private int episodes = 1000;

    @Config(description = "Episodes played side by side for an update, at least 1.")
    private int episodesPerUpdate = 1;

    @Config(description = "The discount of a reward one step later, in (0, 1].")
    private double discount = 0.99;

    @Config(description = "A factor on rewards while learning, above 0; returns are told without it.")
    private double rewardScale = 1;

    @Config(description = "The weight of the policy's entropy, which is made large; at least 0.")
    private double entropyWeight = 0;

    @Config(description = "Stop once the mean return of the last 100 episodes is what counts as success.")
    private boolean untilSolved = true;

    /** 1,000 episodes one by one, a discount of 0.99, until solved. Also for OLCUT. */
    public Practice() {}

    /**
     * Episodes to learn from, with a discount of 0.99 and until solved.
     *
     * @param episodes The episodes at most, at least 1.
     * @param episodesPerUpdate Episodes played side by side for an update, at least 1.
     */
    public Practice(int episodes, int episodesPerUpdate) {
        this.episodes = episodes;
        this.episodesPerUpdate = episodesPerUpdate;
        postConfig();
    }

    private Practice copy() {
        Practice p = new Practice();
        p.episodes = episodes;
        p.episodesPerUpdate = episodesPerUpdate;
        p.discount = discount;
        p.rewardScale = rewardScale;
        p.entropyWeight = entropyWeight;
        p.untilSolved = untilSolved;
        return p;
    }

    /**
     * The same with other wishes.
     *
     * @param newDiscount The discount of a reward one step later, in (0, 1].
     * @param newRewardScale A factor on rewards while learning, above 0.
     * @param newEntropyWeight The weight of the policy's entropy, at least 0.
     * @return A copy.
     */
    public Practice wanting(double newDiscount, double newRewardScale, double newEntropyWeight) {
        Practice p = copy();
        p.discount = newDiscount;
        p.rewardScale = newRewardScale;
        p.entropyWeight = newEntropyWeight;
        p.postConfig();
        return p;
    }

    /**
     * The same to the last episode, whether solved or not.
     *
     * @return A copy.
     */
    public Practice toTheEnd() {
        Practice p = copy();
        p.untilSolved = false;
        return p;
    }

    @Override
    public void postConfig() {
        Require.atLeast("episodes", episodes, 1);
        Require.atLeast("episodesPerUpdate", episodesPerUpdate, 1);
        Require.that(discount > 0 && discount <= 1, "discount", discount, "a number in (0, 1]");
        Require.positive("rewardScale", rewardScale);
        Require.notNegative("entropyWeight", entropyWeight);
    }

    /** All but how long: what a resumed run must share. */
    String rules() {
        return episodesPerUpdate + " together, discount " + discount + ", rewards times " + rewardScale;
    }

    /** How many updates the episodes give, rounded up. */
    long updates() {
        return (episodes + episodesPerUpdate - 1L) / episodesPerUpdate;
    }

    int episodesPerUpdate() {
        return episodesPerUpdate;
    }

    double discount() {
        return discount;
    }

    double rewardScale() {
        return rewardScale;
    }

    double entropyWeight() {
        return entropyWeight;
    }

    boolean untilSolved() {
        return untilSolved;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Practice");
    }

    @Override
    public String toString() {
        return "Practice(episodes=" + episodes + ", episodesPerUpdate=" + episodesPerUpdate + ", discount=" + discount
                + ", rewardScale=" + rewardScale + ", entropyWeight=" + entropyWeight + ", untilSolved=" + untilSolved
                + ")";
    }
}
