package io.github.lighterman.testing.batch.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardingExecutionTest {
  private final List<String> calls = new ArrayList<>();

  /** Remembers the name of each call, and returns nothing. */
  private TaskExecution other() {
    return (TaskExecution)
        Proxy.newProxyInstance(
            TaskExecution.class.getClassLoader(),
            new Class<?>[] {TaskExecution.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              return null;
            });
  }

  @Test
  void everyCallGoesToTheOtherOne() throws Exception {
    TaskExecution forwarding = new ForwardingExecution(other()) {};
    List<Method> methods = List.of(TaskExecution.class.getMethods());

    for (Method method : methods) {
      method.invoke(forwarding, new @Nullable Object[method.getParameterCount()]);
    }

    assertThat(calls)
        .hasSizeGreaterThan(5)
        .containsExactlyElementsOf(methods.stream().map(Method::getName).toList());
  }

  @Test
  void whatIsOverriddenDoesNot() {
    TaskExecution forwarding =
        new ForwardingExecution(other()) {
          @Override
          public void close() {}
        };

    forwarding.close();

    assertThat(calls).isEmpty();
  }
}
