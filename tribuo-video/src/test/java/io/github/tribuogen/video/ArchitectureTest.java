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
package io.github.tribuogen.video;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the floors of this module: which of its packages may import which. */
@Tag("smoke")
class ArchitectureTest {
    private static final String ROOT = "io.github.tribuogen.video";

    /** Everything is listed, so that a new dependency between packages is a decision made here. "" is the root. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "data", Set.of(),
            "prior", Set.of(),
            "network", Set.of(),
            "vae", Set.of("prior", "network"),
            "evaluation", Set.of("data", "prior", "vae"),
            "report", Set.of("data", "prior", "vae", "evaluation"));

    private static JavaClasses library;

    @BeforeAll
    static void importClasses() {
        library = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    private static String floorOf(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("[.]")[0];
    }

    @Test
    void packagesImportOnlyDownwards() {
        Set<String> wrong = new TreeSet<>();
        int seen = 0;
        for (JavaClass type : library) {
            String from = floorOf(type);
            if (!MAY_IMPORT.containsKey(from)) {
                wrong.add(type.getName() + " is in package '" + from + "', which has no floor yet");
            }
            for (Dependency d : type.getDirectDependenciesFromSelf()) {
                JavaClass target = d.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT)) {
                    seen++;
                    String to = floorOf(target);
                    if (!from.equals(to)
                            && !MAY_IMPORT.getOrDefault(from, Set.of()).contains(to)) {
                        wrong.add(d.getDescription());
                    }
                }
            }
        }
        assertFalse(seen == 0, "no dependencies found at all");
        assertEquals(Set.of(), wrong);
    }

    @Test
    void methodsDoNotImportOneAnother() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.tribuogen.ebm..",
                        "io.github.tribuogen.flow..",
                        "io.github.tribuogen.gradest..",
                        "io.github.tribuogen.integration..")
                .check(library);
    }

    @Test
    void libraryCodeIsSilentAndItsRandomnessExplicit() {
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
