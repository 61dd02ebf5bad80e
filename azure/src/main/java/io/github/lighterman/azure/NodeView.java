package io.github.lighterman.azure;

/**
 * A node that can't run tasks.
 *
 * @param id its name
 * @param state the service's word for it, such as {@code starttaskfailed} or {@code unusable}
 * @param reason what the service says of it; empty if it says nothing
 */
record NodeView(String id, String state, String reason) {}
