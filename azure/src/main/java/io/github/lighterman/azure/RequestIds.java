package io.github.lighterman.azure;

import java.io.IOException;
import java.util.UUID;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Gives each try an id of its own, by which the service's people find it in their logs. The SDK's
 * own way of doing so breaks on Java 16 and later. Takes away what the SDK sends for its own logs.
 */
final class RequestIds implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(
        chain
            .request()
            .newBuilder()
            .removeHeader("x-ms-logging-context")
            .header("client-request-id", UUID.randomUUID().toString())
            .header("return-client-request-id", "true")
            .build());
  }
}
