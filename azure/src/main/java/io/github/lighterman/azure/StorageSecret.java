package io.github.lighterman.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Shows storage the key or signature that there is at present. One that is refused is replaced once
 * if there is another one by then. Safe for use by several threads.
 */
final class StorageSecret implements HttpPipelinePolicy {
  private final Supplier<String> source;
  private final Function<String, HttpPipelinePolicy> policies;
  private volatile @Nullable Known latest;

  /** A secret, and the SDK's own policy for it. */
  private record Known(String secret, HttpPipelinePolicy policy) {}

  /**
   * Creates a policy.
   *
   * @param source gives the present secret
   * @param policies makes of a secret the policy that shows it
   */
  StorageSecret(Supplier<String> source, Function<String, HttpPipelinePolicy> policies) {
    this.source = source;
    this.policies = policies;
  }

  /**
   * Returns a pipeline that shows the secret that there is now, and goes on to.
   *
   * @throws NoTokenException if there is none
   */
  static HttpPipeline present(HttpPipeline pipeline) {
    HttpPipelineBuilder present = new HttpPipelineBuilder().httpClient(pipeline.getHttpClient());
    for (int i = 0; i < pipeline.getPolicyCount(); i++) {
      HttpPipelinePolicy policy = pipeline.getPolicy(i);
      present.policies(policy instanceof StorageSecret secret ? secret.known().policy : policy);
    }
    return present.build();
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    HttpPipelineNextPolicy again = next.clone();
    HttpRequest bare = context.getHttpRequest().copy();
    return Mono.fromCallable(this::known)
        .flatMap(
            known ->
                known
                    .policy
                    .process(context, next)
                    .flatMap(
                        response -> {
                          Known other = isRefused(response, bare) ? known() : known;
                          if (other.secret.equals(known.secret)) {
                            return Mono.just(response);
                          }
                          response.close();
                          context.setHttpRequest(bare);
                          return other.policy.process(context, again);
                        }));
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    HttpPipelineNextSyncPolicy again = next.clone();
    HttpRequest bare = context.getHttpRequest().copy();
    Known known = known();
    HttpResponse response = known.policy.processSync(context, next);
    Known other = isRefused(response, bare) ? known() : known;
    if (other.secret.equals(known.secret)) {
      return response;
    }
    response.close();
    context.setHttpRequest(bare);
    return other.policy.processSync(context, again);
  }

  private static boolean isRefused(HttpResponse response, HttpRequest request) {
    BinaryData body = request.getBodyAsBinaryData();
    boolean refused = response.getStatusCode() == 401 || response.getStatusCode() == 403;
    return refused && (body == null || body.isReplayable());
  }

  private Known known() {
    String secret;
    Known there = latest;
    try {
      secret = source.get();
      if (there != null && there.secret.equals(secret)) {
        return there;
      }
      there = new Known(secret, policies.apply(secret));
    } catch (IllegalArgumentException e) {
      // Its message may be a part of the secret.
      throw new NoTokenException("the present key for storage is not Base64", null);
    } catch (IllegalStateException e) {
      throw new NoTokenException(String.valueOf(e.getMessage()), null);
    }
    latest = there;
    return there;
  }
}
