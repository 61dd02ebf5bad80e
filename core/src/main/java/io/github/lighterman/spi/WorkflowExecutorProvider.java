package io.github.lighterman.spi;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * Opens executors of one kind by name, so that a host can choose the kind in its configuration.
 * Found by {@link ServiceLoader}; loading one does nothing and never throws.
 */
public interface WorkflowExecutorProvider {
  /** Returns the name to choose it by: lower-case words with hyphens, as {@code azure-batch}. */
  String name();

  /** Returns why it can't work on this machine, or empty if it can. */
  Optional<String> unavailable();

  /** Returns everything that can be set. */
  List<Setting<?>> settings();

  /**
   * Opens an executor, which the caller closes.
   *
   * @throws InvalidSettingException if a setting is unknown or can't be read
   * @throws WorkflowException if it can't work on this machine, or its backend can't be reached
   */
  WorkflowExecutor open(ExecutorSettings settings);

  /**
   * Returns the provider with this name that {@code loader} finds, or else the one that this
   * library's own class loader finds.
   *
   * @throws WorkflowException if there is none; the message names those that there are, the nearest
   *     if one is near, and the artifact to add
   */
  static WorkflowExecutorProvider named(String name, ClassLoader loader) {
    Map<String, WorkflowExecutorProvider> found = new TreeMap<>();
    // Ours last: a host may keep its plug-ins, us among them, away from its context class loader.
    collect(loader, found);
    collect(WorkflowExecutorProvider.class.getClassLoader(), found);
    WorkflowExecutorProvider provider = found.get(name);
    if (provider == null) {
      String nearest =
          Spelling.nearest(name, found.keySet())
              .map(candidate -> " (did you mean '" + candidate + "'?)")
              .orElse("");
      throw new WorkflowException(
          WorkflowException.Retry.IS_USELESS,
          "there is no executor '"
              + name
              + "' on the class path, only "
              + found.keySet()
              + nearest
              + "; 'local' is in io.github.lighterman:lighterman-core, 'azure-batch' in"
              + " io.github.lighterman:lighterman-azure",
          null);
    }
    return provider;
  }

  /**
   * Opens an executor of the provider with this name, which the context class loader or this
   * library's own finds.
   *
   * @throws InvalidSettingException if a setting is unknown or can't be read
   * @throws WorkflowException if there is no such provider, it can't work on this machine, or its
   *     backend can't be reached
   */
  static WorkflowExecutor open(String name, Map<String, String> settings) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    return named(name, loader).open(ExecutorSettings.of(settings));
  }

  private static void collect(ClassLoader loader, Map<String, WorkflowExecutorProvider> found) {
    Iterator<WorkflowExecutorProvider> providers =
        ServiceLoader.load(WorkflowExecutorProvider.class, loader).iterator();
    // A loader that fails for ever, closed ones do, must not keep us for ever.
    for (int patience = 100; patience > 0; ) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        WorkflowExecutorProvider provider = providers.next();
        found.putIfAbsent(provider.name(), provider);
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        patience--;
        // One that is broken, or made for another copy of this library, hides no other.
        LoggerFactory.getLogger(WorkflowExecutorProvider.class)
            .warn("An executor's provider could not be loaded", e);
      }
    }
  }
}
