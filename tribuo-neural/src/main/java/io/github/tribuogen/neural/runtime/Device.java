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
package io.github.tribuogen.neural.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where graphs run: ONNX Runtime's execution provider, its device number and its threads.
 *
 * <p>All cores are used by default, which pays for large networks on an idle machine. ONNX Runtime's threads spin while they
 * wait, so one thread is faster, often several times, for small networks and on busy machines.
 */
public final class Device implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    private static final Logger logger = Logger.getLogger(Device.class.getName());

    /** The kinds of device. */
    public enum Provider {
        /** The processor; results are the same to the bit from run to run. */
        CPU,
        /** An NVIDIA GPU through CUDA; needs the {@code onnxruntime_gpu} jar. */
        CUDA,
        /** An NVIDIA GPU through TensorRT; needs the {@code onnxruntime_gpu} jar. */
        TENSORRT
    }

    @Config(description = "The kind of device that runs the graphs.")
    private Provider provider = Provider.CPU;

    @Config(description = "The number of the GPU, from 0; without effect on the CPU.")
    private int deviceId = 0;

    @Config(
            description =
                    "Threads inside an operator; 0 means as many as there are cores, 1 is best for small networks.")
    private int threads = 0;

    @Config(description = "Run on the CPU, with a warning in the log, if the device is missing.")
    private boolean fallBack = false;

    /** For OLCUT; also the default: the CPU with all cores. */
    public Device() {}

    /**
     * A device.
     *
     * @param provider The kind of device.
     * @param deviceId The number of the GPU, from 0.
     * @param threads Threads inside an operator; 0 means as many as there are cores.
     * @param fallBack Run on the CPU if the device is missing.
     */
    public Device(Provider provider, int deviceId, int threads, boolean fallBack) {
        this.provider = provider;
        this.deviceId = deviceId;
        this.threads = threads;
        this.fallBack = fallBack;
        postConfig();
    }

    /**
     * The CPU.
     *
     * @param threads Threads inside an operator; 0 means as many as there are cores.
     * @return The device.
     */
    public static Device cpu(int threads) {
        return new Device(Provider.CPU, 0, threads, false);
    }

    @Override
    public void postConfig() {
        Require.atLeast("threads", threads, 0);
        Require.atLeast("deviceId", deviceId, 0);
    }

    /**
     * The kind of device asked for.
     *
     * @return The provider.
     */
    public Provider provider() {
        return provider;
    }

    /**
     * Threads inside an operator.
     *
     * @return The number; 0 means as many as there are cores.
     */
    public int threads() {
        return threads;
    }

    static synchronized OrtEnvironment environment() {
        if (started == null) {
            // ONNX Runtime 1.29 reads the process's command line by a recursion whose depth grows with its length:
            // class
            // paths of some 4 kB overflow the usual stack of 1 MB, and the process dies of a segmentation fault
            FutureTask<OrtEnvironment> start = new FutureTask<>(
                    () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "tribuo-generative"));
            new Thread(null, start, "onnxruntime-start", START_STACK_BYTES).start();
            try {
                started = start.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while ONNX Runtime started", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("ONNX Runtime cannot start: " + e.getCause(), e.getCause());
            }
        }
        return started;
    }

    private static final long START_STACK_BYTES = 512L << 20; // only reserved; memory is taken as far as it is used
    private static OrtEnvironment started;

    /**
     * The version of ONNX Runtime.
     *
     * @return The version, for instance {@code 1.29.0}.
     */
    public static String runtimeVersion() {
        return environment().getVersion();
    }

    /** Session options for this device; the caller closes them. */
    OrtSession.SessionOptions options() {
        environment();
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(threads);
            try {
                if (provider == Provider.CUDA) {
                    require(OrtProvider.CUDA);
                    options.addCUDA(deviceId);
                } else if (provider == Provider.TENSORRT) {
                    require(OrtProvider.TENSOR_RT);
                    options.addTensorrt(deviceId);
                    options.addCUDA(deviceId);
                }
            } catch (OrtException | IllegalStateException e) {
                if (!fallBack) {
                    options.close();
                    throw new IllegalStateException(
                            "The device " + provider + " " + deviceId + " is not available: " + e.getMessage()
                                    + "; expected one of " + OrtEnvironment.getAvailableProviders()
                                    + ". Add the onnxruntime_gpu jar, or set fallBack to run on the CPU",
                            e);
                }
                logger.log(Level.WARNING, "The device {0} {1} is not available, running on the CPU: {2}", new Object[] {
                    provider, deviceId, e.getMessage()
                });
            }
            return options;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused its session options: " + e.getMessage(), e);
        }
    }

    private static void require(OrtProvider needed) {
        if (!OrtEnvironment.getAvailableProviders().contains(needed)) {
            throw new IllegalStateException("this build of ONNX Runtime lacks the provider " + needed);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Device");
    }

    @Override
    public String toString() {
        return "Device(provider=" + provider + ",deviceId=" + deviceId + ",threads=" + threads + ",fallBack=" + fallBack
                + ")";
    }
}
