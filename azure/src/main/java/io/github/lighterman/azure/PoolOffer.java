package io.github.lighterman.azure;

record PoolOffer(String name, PoolChoice choice, int slotsPerNode, Containers containers) {}
