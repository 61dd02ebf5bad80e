package io.github.lighterman.azure;

import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Signs each request with the Batch account's present key. One that is refused is replaced once if
 * there is another one by then. Safe for use by several threads.
 */
final class SdkKey implements Interceptor {
  private final String url;
  private final AzureAuth.SharedKey auth;
  private volatile @Nullable Known latest;

  /** A key, and the SDK's own signer that has it. */
  private record Known(String key, Interceptor signer) {}

  SdkKey(String url, AzureAuth.SharedKey auth) {
    this.url = url;
    this.auth = auth;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Known known = known();
    Response response = known.signer.intercept(chain);
    if (response.code() != 401 && response.code() != 403) {
      return response;
    }
    Known other = known();
    if (other.key.equals(known.key)) {
      return response;
    }
    response.close();
    return other.signer.intercept(chain);
  }

  private Known known() throws IOException {
    Known there = latest;
    try {
      String key = auth.key();
      if (there == null || !there.key.equals(key)) {
        there = new Known(key, signer(key));
        latest = there;
      }
      return there;
    } catch (IllegalArgumentException e) {
      // Its message may be a part of the key.
      throw new FinalException(
          BatchException.Kind.DENIED, "the present key of the Batch account is not Base64", null);
    } catch (IllegalStateException e) {
      throw new FinalException(BatchException.Kind.TRANSIENT, String.valueOf(e.getMessage()), null);
    }
  }

  /** The SDK's signer is to be had only by way of a client's settings. */
  private Interceptor signer(String key) {
    OkHttpClient.Builder settings = new OkHttpClient.Builder();
    new BatchSharedKeyCredentials(url, auth.account(), key).applyCredentialsFilter(settings);
    return settings.interceptors().get(0);
  }
}
