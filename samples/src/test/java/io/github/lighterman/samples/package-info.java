/** Runs every recipe as a user would, and holds the README against the code. */
@NullMarked
package io.github.lighterman.samples;

import org.jspecify.annotations.NullMarked;
