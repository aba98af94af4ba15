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
package io.github.tribuogen.neural;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which package of this module may import which. Sub-packages count with their parent.
 *
 * <p>Everything is listed, rather than ranked, so that a new dependency between packages is a decision made here.
 */
final class Floors {
    private static final Set<String> ENGINE = Set.of("config", "progress", "graph", "grad", "nn", "optim", "runtime");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("progress", Set.of()),
            Map.entry("graph", Set.of("config", "progress")),
            Map.entry("grad", Set.of("config", "progress", "graph")),
            Map.entry("nn", Set.of("config", "progress", "graph", "grad")),
            Map.entry("optim", Set.of("config", "progress", "graph", "grad", "nn")),
            Map.entry("runtime", Set.of("config", "progress", "graph", "grad", "nn", "optim")),
            Map.entry("data", Set.of("config", "progress")),
            Map.entry("density", plus(ENGINE, "data")),
            Map.entry("latent", ENGINE),
            Map.entry("model", plus(ENGINE, "data", "density")),
            Map.entry("evaluation", plus(ENGINE, "data", "density", "model")));

    private Floors() {}

    static Set<String> packages() {
        return plus(MAY_IMPORT.keySet(), "report");
    }

    /** Whether a class of the first package may depend on one of the second. */
    static boolean allows(String from, String to) {
        if (from.equals("report")) {
            // Pictures and pages of plain numbers: usable, and testable, without any of the rest.
            return to.equals("report") || to.equals("progress");
        }
        return from.equals(to) || MAY_IMPORT.getOrDefault(from, Set.of()).contains(to);
    }

    /** The part of a package's name that follows the root, up to the next dot; "" for the root itself. */
    static String floorOf(String root, String packageName) {
        String rest = packageName.substring(root.length());
        if (rest.isEmpty()) {
            return "";
        }
        int end = rest.indexOf('.', 1);
        return end < 0 ? rest.substring(1) : rest.substring(1, end);
    }

    /** The condition that a class depends, of all classes below the root, only on those its floor allows. */
    static ArchCondition<JavaClass> importOnlyDownwards(String root) {
        return new ArchCondition<>("import only what its floor allows") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                String from = floorOf(root, item.getPackageName());
                if (!packages().contains(from)) {
                    events.add(SimpleConditionEvent.violated(
                            item,
                            item.getName() + " is in package '" + from + "', which has no floor yet: " + packages()));
                }
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    String target =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (target.startsWith(root) && !allows(from, floorOf(root, target))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static Set<String> plus(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(Set.of(more));
        return Set.copyOf(all);
    }
}
