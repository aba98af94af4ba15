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
package io.github.tribuogen.neural.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import io.github.tribuogen.neural.density.protos.LogDensityInfoProto;
import io.github.tribuogen.neural.density.protos.LogDensityProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableDataset;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputInfo;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.core.OutputProto;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

/** The output, its factory and its domain. */
@Tag("smoke")
class LogDensityTest {
    private static final LogDensityFactory FACTORY = new LogDensityFactory();

    @ParameterizedTest
    @EnumSource(DensityKind.class)
    void outputsSurviveSerialisation(DensityKind kind) {
        for (double value : new double[] {-3.25, 0.0, 1e300, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
            for (double error : new double[] {Double.NaN, 0.0, 0.5}) {
                LogDensity output = new LogDensity(value, kind, error);
                assertTrue(output.fullEquals(Helpers.testProtoSerialization(output)));
                assertTrue(output.fullEquals(output.copy()));
                assertTrue(output.fullEquals(FACTORY.generateOutput(output.getSerializableForm(true))));
                assertTrue(output.hasValue());
                assertEquals(kind, output.getKind());
            }
        }
    }

    @Test
    void sentinelsSurviveSerialisation() {
        for (LogDensity sentinel : List.of(LogDensityFactory.OBSERVED, LogDensityFactory.UNKNOWN)) {
            LogDensity copy = Helpers.testProtoSerialization(sentinel);
            assertTrue(sentinel.fullEquals(copy));
            assertEquals(sentinel.isUnknown(), copy.isUnknown());
            assertEquals(sentinel.isObserved(), copy.isObserved());
            assertFalse(copy.hasValue());
            assertTrue(Double.isNaN(copy.getValue()));
            assertThrows(IllegalStateException.class, copy::getKind);
            assertTrue(sentinel.fullEquals(FACTORY.generateOutput(sentinel.getSerializableForm(true))));
            assertEquals(sentinel.toString(), copy.toString());
        }
    }

    @Test
    void equalityIgnoresScores() {
        LogDensity a = new LogDensity(-1.0, DensityKind.NORMALISED);
        LogDensity b = new LogDensity(-2.0, DensityKind.LOWER_BOUND, 0.1);
        assertEquals(a, b);
        assertEquals(a.hashCode(), b.hashCode());
        assertEquals(a, LogDensityFactory.OBSERVED);
        assertNotEquals(a, LogDensityFactory.UNKNOWN);
        assertNotEquals(LogDensityFactory.OBSERVED, LogDensityFactory.UNKNOWN);
    }

    @Test
    void fullEqualityReadsEveryNumber() {
        LogDensity a = new LogDensity(-1.0, DensityKind.NORMALISED, 0.1);
        assertFalse(a.fullEquals(new LogDensity(-1.0, DensityKind.UNNORMALISED, 0.1)));
        assertFalse(a.fullEquals(new LogDensity(-1.0, DensityKind.NORMALISED)));
        assertFalse(a.fullEquals(LogDensityFactory.OBSERVED));
        assertFalse(a.fullEquals(null));
        LogDensity near = new LogDensity(-1.01, DensityKind.NORMALISED, 0.11);
        assertFalse(a.fullEquals(near));
        assertFalse(a.fullEquals(near, 0.005));
        assertTrue(a.fullEquals(near, 0.02));
        LogDensity nothing = new LogDensity(Double.NEGATIVE_INFINITY, DensityKind.NORMALISED);
        assertTrue(nothing.fullEquals(nothing.copy(), 1e-9));
        assertFalse(nothing.fullEquals(new LogDensity(-1e300, DensityKind.NORMALISED), 1e9));
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LogDensity(Double.NaN, DensityKind.NORMALISED));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new LogDensity(0.0, DensityKind.NORMALISED, -0.5));
        assertTrue(e.getMessage().contains("-0.5"), e.getMessage());
        assertThrows(NullPointerException.class, () -> new LogDensity(0.0, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OBSERVED", "7", "cat", "", "EXPECTED", "normalised"})
    void anyResponseIsAnObservation(String response) {
        assertTrue(FACTORY.generateOutput(response).isObserved());
    }

    @Test
    void factoryReadsUnknownAndRefusesNonsense() {
        assertTrue(FACTORY.generateOutput("unknown").isUnknown());
        assertTrue(FACTORY.generateOutput(LogDensityFactory.UNKNOWN).isUnknown());
        assertThrows(IllegalArgumentException.class, () -> FACTORY.generateOutput(null));
        assertThrows(IllegalArgumentException.class, () -> FACTORY.generateOutput("NORMALISED=high"));
    }

    @Test
    void factorySerialisesAndHasProvenance() {
        Helpers.testProtoSerialization(FACTORY);
        Helpers.testProvenanceMarshalling(FACTORY.getProvenance());
        Helpers.testConfigurableRoundtrip(FACTORY);
        assertEquals(LogDensity.class, FACTORY.getTypeWitness());
        assertThrows(
                IllegalArgumentException.class,
                () -> LogDensityFactory.deserializeFromProto(1, "", Any.getDefaultInstance()));
    }

    @Test
    void domainIsNeverEmptyAndFresh() {
        OutputInfo<LogDensity> info = FACTORY.generateInfo();
        Set<LogDensity> domain = info.getDomain();
        assertEquals(Set.of(LogDensityFactory.OBSERVED), domain);
        domain.clear();
        assertEquals(1, info.getDomain().size());
        domain.addAll(new HashSet<>(info.getDomain()));

        ImmutableOutputInfo<LogDensity> fixed = info.generateImmutableOutputInfo();
        assertNotNull(fixed.getOutput(0));
        assertEquals(0, fixed.getID(new LogDensity(-4.0, DensityKind.LOWER_BOUND)));
        assertEquals(-1, fixed.getID(LogDensityFactory.UNKNOWN));
        assertEquals(0, fixed.iterator().next().getA());
        assertTrue(
                fixed.domainAndIDEquals(FACTORY.constructInfoForExternalModel(Map.of(LogDensityFactory.OBSERVED, 0))));
        assertThrows(
                IllegalArgumentException.class,
                () -> FACTORY.constructInfoForExternalModel(Map.of(LogDensityFactory.UNKNOWN, 0)));
    }

    @Test
    void unknownIsCountedByEquality() {
        MutableLogDensityInfo info = new MutableLogDensityInfo();
        info.observe(LogDensityFactory.OBSERVED);
        info.observe(new LogDensity(-1.0, DensityKind.NORMALISED));
        info.observe((LogDensity) Output.deserialize(LogDensityFactory.UNKNOWN.serialize()));
        assertEquals(2, info.getObservedCount());
        assertEquals(1, info.getUnknownCount());
        Helpers.testProtoSerialization(info);
        ImmutableLogDensityInfo fixed = Helpers.testProtoSerialization(info.generateImmutableOutputInfo());
        assertEquals(2, fixed.getTotalObservations());
        assertEquals(1, fixed.getUnknownCount());
        assertNotEquals(info, fixed);
        assertEquals(info, fixed.generateMutableOutputInfo());
        assertEquals(info, info.copy());
        assertEquals(2L, fixed.outputCountsIterable().iterator().next().getB());
        info.clear();
        assertEquals(new MutableLogDensityInfo(), info);
    }

    @Test
    void datasetsSurviveSerialisation() {
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("test", FACTORY), FACTORY);
        for (LogDensity output : List.of(
                LogDensityFactory.OBSERVED,
                LogDensityFactory.UNKNOWN,
                new LogDensity(-1.0, DensityKind.UNNORMALISED, 0.25))) {
            data.add(new ArrayExample<>(output, new String[] {"a", "b"}, new double[] {1.0, 2.0}));
        }
        Dataset<LogDensity> loaded = Helpers.testDatasetSerialization(data);
        for (int i = 0; i < data.size(); i++) {
            assertTrue(data.getExample(i)
                    .getOutput()
                    .fullEquals(loaded.getExample(i).getOutput()));
        }
        Helpers.testDatasetSerialization(ImmutableDataset.copyDataset(data));
    }

    @Test
    void observedDataKeepsDomainWeightAndOrder() {
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("test", FACTORY), FACTORY);
        for (int i = 0; i < 5; i++) {
            Example<LogDensity> example =
                    new ArrayExample<>(LogDensityFactory.UNKNOWN, new String[] {"a", "f" + i}, new double[] {i, 1.0});
            example.setWeight(i + 0.5f);
            example.setMetadataValue(Example.NAME, "example " + i);
            data.add(example);
        }
        Dataset<LogDensity> observed = ObservedData.of(data);
        assertEquals(data.getFeatureIDMap().keySet(), observed.getFeatureIDMap().keySet());
        assertEquals(5, observed.getOutputIDInfo().getTotalObservations());
        assertEquals(data.getSourceProvenance(), observed.getSourceProvenance());
        for (int i = 0; i < 5; i++) {
            Example<LogDensity> example = observed.getExample(i);
            assertTrue(example.getOutput().isObserved());
            assertEquals(i + 0.5f, example.getWeight());
            assertEquals(i, example.lookup("a").getValue());
            assertEquals("example " + i, example.getMetadataValue(Example.NAME).orElseThrow());
            assertTrue(data.getExample(i).getOutput().isUnknown());
        }
    }

    @Test
    void tamperedMessagesAreRefused() {
        LogDensityProto proto = LogDensityProto.newBuilder()
                .setKind("NORMALISED")
                .setValue(Double.NaN)
                .build();
        assertThrows(IllegalStateException.class, () -> LogDensity.deserializeFromProto(0, "", Any.pack(proto)));
        LogDensityProto kind = LogDensityProto.newBuilder().setKind("SQUARE").build();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> LogDensity.deserializeFromProto(0, "", Any.pack(kind)));
        assertTrue(e.getMessage().contains("SQUARE"), e.getMessage());
        OutputProto newer =
                LogDensityFactory.OBSERVED.serialize().toBuilder().setVersion(7).build();
        assertThrows(RuntimeException.class, () -> Output.deserialize(newer));
        assertThrows(
                IllegalArgumentException.class,
                () -> LogDensity.deserializeFromProto(7, "", newer.getSerializedData()));
        LogDensityInfoProto counts =
                LogDensityInfoProto.newBuilder().setObservedCount(-1).build();
        assertThrows(
                IllegalStateException.class, () -> MutableLogDensityInfo.deserializeFromProto(0, "", Any.pack(counts)));
        assertThrows(
                IllegalStateException.class,
                () -> ImmutableLogDensityInfo.deserializeFromProto(0, "", Any.pack(counts)));
    }
}
