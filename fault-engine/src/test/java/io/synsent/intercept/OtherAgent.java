package io.synsent.intercept;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/** An agent as those that trace applications: it rewrites the very methods that SynSent does. */
public final class OtherAgent {

  /** Set by its advice. */
  static final String SAW = "other.agent.saw";

  private OtherAgent() {}

  /** Called by the JVM. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .ignore(ElementMatchers.none())
        .type(
            ElementMatchers.namedOneOf(
                "sun.nio.ch.Net", "sun.nio.ch.NioSocketImpl", "sun.nio.ch.SocketChannelImpl"))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Noting.class)
                        .on(
                            ElementMatchers.named("connect")
                                .and(ElementMatchers.not(ElementMatchers.isNative())))))
        .installOn(instrumentation);
  }

  /** Goes into the JDK, so it names nothing else. */
  static final class Noting {
    @Advice.OnMethodEnter
    static void enter(@Advice.Origin("#t.#m") String method) {
      System.setProperty(
          "other.agent.saw", System.getProperty("other.agent.saw", "") + method + " ");
    }
  }
}
