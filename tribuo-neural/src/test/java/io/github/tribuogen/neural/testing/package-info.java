/** Helpers that the tests of several packages share. They may depend on Tribuo, OLCUT and JUnit only. */
package io.github.tribuogen.neural.testing;
