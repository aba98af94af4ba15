/**
 * From Tribuo's examples to dense arrays and back: {@linkplain io.github.tribuogen.neural.data.Layout layouts} map
 * feature names to tensor positions, {@linkplain io.github.tribuogen.neural.data.Preprocessor preprocessors} scale,
 * standardise and dequantise with their log-determinants, and data sources read images.
 *
 * <p>May depend on Tribuo, OLCUT and protobuf only; nothing here knows about graphs.
 */
package io.github.tribuogen.neural.data;
