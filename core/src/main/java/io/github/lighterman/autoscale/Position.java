package io.github.lighterman.autoscale;

/** A place in a formula, both from 1. */
record Position(int line, int column) {}
