@NullMarked
package io.github.lighterman.nextflow;

import org.jspecify.annotations.NullMarked;
