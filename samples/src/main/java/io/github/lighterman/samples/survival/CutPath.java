package io.github.lighterman.samples.survival;

import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What stands behind a path of {@link CutFiles}: the same of the default file system. */
record CutPath(Path real, CutFileSystem system) implements InvocationHandler {
  /** Returns the path behind one of these, or the path itself. */
  static Path real(Path path) {
    if (Proxy.isProxyClass(path.getClass())
        && Proxy.getInvocationHandler(path) instanceof CutPath cut) {
      return cut.real;
    }
    return path;
  }

  /** Returns the path itself. */
  Path path() {
    ClassLoader loader = CutPath.class.getClassLoader();
    return (Path) Proxy.newProxyInstance(loader, new Class<?>[] {Path.class}, this);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "getFileSystem" -> {
        return system;
      }
      case "toFile" -> {
        return new File(real.toString());
      }
      default -> {}
    }
    if (arguments != null) {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof Path path) {
          arguments[i] = real(path);
        }
      }
    }
    try {
      return cut(method.invoke(real, arguments));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private @Nullable Object cut(@Nullable Object result) {
    if (result instanceof Path path) {
      return system.cut(path);
    }
    if (result instanceof Iterator<?>) {
      return StreamSupport.stream(real.spliterator(), false).map(system::cut).iterator();
    }
    return result;
  }
}
