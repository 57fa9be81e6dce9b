package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.intercept.LiveNetwork;
import io.synsent.rules.TestElement;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestWatcher;

/** What the annotations of SynSent do, in JUnit's terms. */
final class AnnotatedNetwork
    implements TestInstancePreConstructCallback,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        TestWatcher {

  private final NetworkLifecycle lifecycle = new NetworkLifecycle(AnnotatedNetwork.class, Map.of());

  /** With {@code @TestInstance(PER_CLASS)} the instance is made before {@link #beforeAll}. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    if (context.getTestMethod().isEmpty()
        && context.getTestClass().filter(factory.getTestClass()::equals).isPresent()) {
      beginClass(context);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    beginClass(context);
  }

  private void beginClass(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    if (TestElements.describesNetwork(testClass)) {
      lifecycle.begin(context, TestElements.of(testClass));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestElement element =
        TestElements.of(context.getRequiredTestClass(), context.getRequiredTestMethod());
    lifecycle.begin(context, element);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    lifecycle.end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    lifecycle.end(context);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    NetworkLifecycle.explainFailureBeforeTheTest(context, cause);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LiveNetwork.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return NetworkLifecycle.inject(parameter, context);
  }
}
