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
package io.github.tribuogen.integration.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the floors of the modules of methods: which package may import which, and that no module imports another. */
@Tag("smoke")
class MethodModulesTest {
    private static final String SUITE = "io.github.tribuogen.";

    /**
     * What each package may import of its own module. Everything is listed, so that a new dependency between packages is a decision made
     * here. Sub-packages count with their parent; "" is the root.
     */
    private enum Module {
        EBM(Map.of(
                "energy", Set.of(),
                "sampler", Set.of("energy"),
                "jem", Set.of("energy", "sampler"),
                "stein", Set.of(),
                "kernel", Set.of("stein"),
                "fit", Set.of("energy", "sampler", "stein"),
                "vera", Set.of("energy", "sampler", "fit", "jem"),
                "", Set.of())),
        FLOW(Map.of(
                "ode", Set.of(),
                "bijection", Set.of(),
                "cnf", Set.of("ode", "bijection"),
                "toy", Set.of(),
                "vae", Set.of("bijection", "cnf"),
                "", Set.of("ode", "bijection", "cnf"))),
        GRADEST(Map.of(
                "law", Set.of(),
                "control", Set.of("law"),
                "estimator", Set.of("law", "control"),
                "report", Set.of("law", "estimator"),
                "environment", Set.of(),
                "policy", Set.of("law", "estimator", "environment"),
                "vae", Set.of("law", "control", "estimator"))),
        VIDEO(Map.of(
                "data", Set.of(),
                "prior", Set.of(),
                "network", Set.of(),
                "vae", Set.of("prior", "network"),
                "evaluation", Set.of("data", "prior", "vae"),
                "report", Set.of("data", "prior", "vae", "evaluation")));

        private final Map<String, Set<String>> mayImport;
        private JavaClasses classes = null;

        Module(Map<String, Set<String>> mayImport) {
            this.mayImport = mayImport;
        }

        String root() {
            return SUITE + name().toLowerCase(Locale.ROOT);
        }

        JavaClasses classes() {
            if (classes == null) {
                classes = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(root());
            }
            return classes;
        }

        /** The package's name after the root, up to the next dot. */
        String floorOf(JavaClass type) {
            String rest = type.getPackageName().substring(root().length());
            return rest.isEmpty() ? "" : rest.substring(1).split("[.]")[0];
        }
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void packagesImportOnlyDownwards(Module module) {
        Set<String> wrong = new TreeSet<>();
        int seen = 0;
        for (JavaClass type : module.classes()) {
            String from = module.floorOf(type);
            if (!module.mayImport.containsKey(from)) {
                wrong.add(type.getName() + " is in package '" + from + "', which has no floor yet");
            }
            for (Dependency d : type.getDirectDependenciesFromSelf()) {
                JavaClass target = d.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(module.root())) {
                    seen++;
                    String to = module.floorOf(target);
                    if (!from.equals(to)
                            && !module.mayImport.getOrDefault(from, Set.of()).contains(to)) {
                        wrong.add(d.getDescription());
                    }
                }
            }
        }
        assertFalse(seen == 0, "no dependencies found at all");
        assertEquals(Set.of(), wrong);
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void methodsDoNotImportOneAnother(Module module) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others(module))
                .check(module.classes());
    }

    private static String[] others(Module module) {
        Set<String> packages = new TreeSet<>(Set.of(SUITE + "integration.."));
        for (Module m : Module.values()) {
            if (m != module) {
                packages.add(m.root() + "..");
            }
        }
        return packages.toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void libraryCodeIsSilentAndItsRandomnessExplicit(Module module) {
        JavaClasses library = module.classes();
        noClasses().should(ACCESS_STANDARD_STREAMS).check(library);
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.util.SplittableRandom.class)
                .check(library);
    }
}
