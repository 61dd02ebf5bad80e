package io.github.lighterman.testing.batch.autoscale;

/** A place in a formula, both from 1. */
record Position(int line, int column) {}
