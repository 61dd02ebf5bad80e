package io.github.lighterman.samples.survival;

/**
 * A moment in the life of a driver.
 *
 * @param request at its request, or its change of a file, of this number, from 1
 * @param side on which side of it
 */
record Point(long request, CutWire.Side side) {}
