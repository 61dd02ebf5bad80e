@NullMarked
package io.github.lighterman.testing.report;

import org.jspecify.annotations.NullMarked;
