package io.github.lighterman.azure;

/**
 * What went wrong in the service by itself, after it had taken a request.
 *
 * @param code the service's own code, such as {@code PoolQuotaReached}
 * @param message what it said, with details, without queries of addresses
 */
record ServiceError(String code, String message) {}
