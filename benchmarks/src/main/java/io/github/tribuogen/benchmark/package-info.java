/** Measurements of speed, accuracy and memory, over all modules. Not published. */
package io.github.tribuogen.benchmark;
