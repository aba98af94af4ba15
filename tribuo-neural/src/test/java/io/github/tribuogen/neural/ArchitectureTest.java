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

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;

/** Holds the floors of the module and the rules of its style. */
@Tag("smoke")
class ArchitectureTest {
    private static final String ROOT = "io.github.tribuogen.neural";
    private static final String BROKEN = ROOT + ".broken";

    private static JavaClasses library;
    private static JavaClasses broken;

    @BeforeAll
    static void importClasses() {
        library = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
        broken = new ClassFileImporter().importPackages(BROKEN);
    }

    @Test
    void packagesImportOnlyDownwards() {
        floors(ROOT).check(library);
        assertViolations(floors(BROKEN), "ImportsUpwards.above");
    }

    @Test
    void packagesFormNoCycle() {
        noCycles(ROOT).check(library);
        assertViolations(noCycles(BROKEN), "graph", "nn");
    }

    @Test
    void libraryCodeWritesToNoStandardStream() {
        silent().check(library);
        assertViolations(silent(), "shout");
    }

    @Test
    void randomnessIsExplicit() {
        ArchRule explicit = noClasses()
                .should(callMethod(Math.class, "random"))
                .orShould(callMethod(Dataset.class, "shuffle", boolean.class))
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.util.SplittableRandom.class)
                .because("a run must be the same to the bit for the same seed")
                .allowEmptyShould(true);
        explicit.check(library);
        assertViolations(explicit, "shout");
    }

    @Test
    void loggingIsOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "org.apache.logging..", "org.apache.commons.logging..")
                .allowEmptyShould(true)
                .check(library);
    }

    @Test
    void floorsAreAsDrawn() {
        assertTrue(Floors.allows("grad", "graph"));
        assertTrue(Floors.allows("evaluation", "density"));
        assertTrue(Floors.allows("model", "runtime"));
        for (String low : List.of("graph", "grad", "nn", "optim", "runtime")) {
            for (String high : List.of("data", "density", "evaluation", "report", "model")) {
                assertFalse(Floors.allows(low, high), low + " may not import " + high);
            }
        }
        assertFalse(Floors.allows("model", "report"));
        assertFalse(Floors.allows("report", "graph"));
        for (String from : Floors.packages()) {
            assertTrue(Floors.allows(from, from));
            for (String to : Floors.packages()) {
                assertTrue(
                        from.equals(to) || !(Floors.allows(from, to) && Floors.allows(to, from)),
                        from + " and " + to + " may import each other");
            }
        }
        assertEquals("graph", Floors.floorOf(ROOT, ROOT + ".graph"));
        assertEquals("data", Floors.floorOf(ROOT, ROOT + ".data.protos"));
        assertEquals("", Floors.floorOf(ROOT, ROOT));
    }

    @Test
    void everyPackageOfEveryModuleSaysWhatLivesInIt() throws IOException {
        Path repository = Path.of("").toAbsolutePath().getParent();
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(repository)) {
            modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .forEach(sources::add);
        }
        assertFalse(sources.isEmpty(), "no sources found below " + repository);
        assertEquals(Set.of(), withoutPackageInfo(sources));
        // And the check sees what is missing: the broken packages have none.
        assertTrue(
                withoutPackageInfo(List.of(Path.of("src/test/java"))).stream().anyMatch(p -> p.endsWith("broken/nn")));
    }

    private static Set<Path> withoutPackageInfo(List<Path> sources) throws IOException {
        Set<Path> missing = new TreeSet<>();
        for (Path source : sources) {
            try (Stream<Path> files = Files.walk(source)) {
                Set<Path> packages = files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .collect(Collectors.toCollection(TreeSet::new));
                packages.removeIf(dir -> Files.exists(dir.resolve("package-info.java")));
                missing.addAll(packages);
            }
        }
        return missing;
    }

    private static ArchRule floors(String root) {
        return classes().should(Floors.importOnlyDownwards(root)).allowEmptyShould(true);
    }

    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private static ArchRule silent() {
        DescribedPredicate<JavaClass> speaks = DescribedPredicate.describe(
                "may speak",
                type -> type.getPackageName().equals(ROOT + ".progress")
                        || type.tryGetMethod("main", String[].class).isPresent());
        return noClasses()
                .that(DescribedPredicate.not(speaks))
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true);
    }

    private static void assertViolations(ArchRule rule, String... fragments) {
        List<String> found = rule.evaluate(broken).getFailureReport().getDetails();
        assertTrue(!found.isEmpty(), rule.getDescription() + " found " + found);
        for (String fragment : fragments) {
            assertTrue(found.stream().anyMatch(line -> line.contains(fragment)), fragment + " missing in " + found);
        }
    }
}
