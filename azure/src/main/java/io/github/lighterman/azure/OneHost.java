package io.github.lighterman.azure;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Refuses to ask any other server than the account's. Answers hold addresses that the SDK follows
 * whoever they belong to, with the credentials.
 */
final class OneHost implements Interceptor {
  private final HttpUrl account;

  OneHost(HttpUrl account) {
    this.account = account;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    HttpUrl url = chain.request().url();
    if (!place(url).equals(place(account))) {
      throw new FinalException(
          BatchException.Kind.INVALID,
          "an answer leads to "
              + place(url)
              + ", which is not the account's "
              + place(account)
              + "; nothing was sent there; check whether the endpoint is the account's own",
          null);
    }
    return chain.proceed(chain.request());
  }

  private static String place(HttpUrl url) {
    return url.scheme() + "://" + url.host() + ":" + url.port();
  }
}
