@NullMarked
package io.github.lighterman.testing.metrics;

import org.jspecify.annotations.NullMarked;
