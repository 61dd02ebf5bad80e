@NullMarked
package io.github.lighterman.samples.cluster;

import org.jspecify.annotations.NullMarked;
