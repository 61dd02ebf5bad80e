package io.github.lighterman.azure;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Has the last word on a request and the first one on its answer: a network interceptor. */
final class OnTheWire implements Interceptor {
  private final String userAgent;

  OnTheWire(String userAgent) {
    this.userAgent = userAgent;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    // The SDK tells a hash of this machine's MAC address to everybody it talks to.
    Response response =
        chain.proceed(chain.request().newBuilder().header("User-Agent", userAgent).build());
    // OkHttp itself would ask again if it saw this, and nothing but Retries does that here.
    return response.code() == 503 && "0".equals(response.header("Retry-After"))
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }
}
