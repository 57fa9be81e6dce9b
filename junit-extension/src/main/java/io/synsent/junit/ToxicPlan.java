package io.synsent.junit;

import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import io.synsent.intercept.LiveNetwork;
import io.synsent.rules.Kind;
import io.synsent.rules.ToxicRule;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The {@link Toxic} annotations that hold for a class or a test, checked and put into effect. */
final class ToxicPlan {

  private record Declared(Toxic toxic, String where) {
    String name() {
      return toxic.name().isEmpty()
          ? (toxic.type() + "_" + toxic.stream()).toLowerCase(Locale.ROOT)
          : toxic.name();
    }

    String notation() {
      return "@Toxic(value = \"" + toxic.value() + "\", type = " + toxic.type() + ") on " + where;
    }
  }

  private final List<Declared> declared;
  private final Optional<ToxiproxyAddress> address;

  private ToxicPlan(List<Declared> declared, Optional<ToxiproxyAddress> address) {
    this.declared = declared;
    this.address = address;
  }

  /**
   * What the annotations of a class or test ask for.
   *
   * @throws ExtensionConfigurationException an annotation is wrong
   */
  static ToxicPlan of(ExtensionContext context) {
    List<AnnotatedElement> elements = elements(context);
    List<Declared> declared = declared(elements);
    declared.forEach(ToxicPlan::check);
    return new ToxicPlan(declared, address(elements));
  }

  /**
   * Creates the proxies and toxics in front of the network's hosts.
   *
   * @throws ExtensionConfigurationException there is no such host, or the server does not answer
   */
  void begin(LiveNetwork network) {
    try {
      for (Declared one : declared) {
        apply(one, ToxicRoutes.of(network, address));
      }
      if (address.isPresent()) {
        // Asked for by annotation, it is to fail at the start even if no toxic needs it yet.
        ToxicRoutes.of(network, address);
      }
    } catch (IllegalStateException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The classes around, outermost first, then the class and the method. */
  private static List<AnnotatedElement> elements(ExtensionContext context) {
    List<AnnotatedElement> elements = new ArrayList<>();
    Class<?> type = context.getRequiredTestClass();
    elements.add(type);
    while (type.isAnnotationPresent(Nested.class) && type.getEnclosingClass() != null) {
      type = type.getEnclosingClass();
      elements.add(0, type);
    }
    context.getTestMethod().ifPresent(elements::add);
    return elements;
  }

  /** Those of a host and name declared further in replace those further out, in their place. */
  private static List<Declared> declared(List<AnnotatedElement> elements) {
    Map<String, Declared> byName = new LinkedHashMap<>();
    for (AnnotatedElement element : elements) {
      Set<String> here = new HashSet<>();
      for (Toxic toxic : AnnotationSupport.findRepeatableAnnotations(element, Toxic.class)) {
        Declared one = new Declared(toxic, nameOf(element));
        String key = toxic.value() + " " + one.name();
        if (!here.add(key)) {
          throw new ExtensionConfigurationException(
              one.notation()
                  + ": there are two toxics named "
                  + one.name()
                  + " for this port. Give one of them a name of its own: name = \"…\"");
        }
        byName.put(key, one);
      }
    }
    return List.copyOf(byName.values());
  }

  private static Optional<ToxiproxyAddress> address(List<AnnotatedElement> elements) {
    Optional<ToxiproxyAddress> address = Optional.empty();
    for (AnnotatedElement element : elements) {
      Optional<ToxiproxyServer> server =
          AnnotationSupport.findAnnotation(element, ToxiproxyServer.class);
      if (server.isPresent()) {
        try {
          address =
              Optional.of(
                  ToxiproxyAddress.parse(
                      server.get().value(), "@ToxiproxyServer on " + nameOf(element)));
        } catch (IllegalArgumentException e) {
          throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        }
      }
    }
    return address;
  }

  private static String nameOf(AnnotatedElement element) {
    return element instanceof Class<?> type
        ? TestElements.nameOf(type)
        : ((Method) element).getName() + "()";
  }

  /** In the words of the rules, which javac and the editor use as well. */
  private static void check(Declared one) {
    ToxicRule.problem(TestElements.use(Kind.TOXIC, one.toxic()))
        .ifPresent(
            problem -> {
              throw new ExtensionConfigurationException(one.notation() + ": " + problem.message());
            });
  }

  private static void apply(Declared one, ToxicRoutes routes) {
    ToxicList toxics;
    try {
      toxics = routes.proxy(one.toxic().value()).toxics();
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(
          one.notation()
              + ": "
              + e.getMessage()
              + ". A toxic acts behind a reachable host: declare it with @ReachableHost(value = \""
              + one.toxic().value()
              + "\", backend = …)",
          e);
    }
    ToxiproxyAccess.bypassing(
        one.notation() + " could not be created",
        () -> {
          eu.rekawek.toxiproxy.model.Toxic created = create(one, toxics);
          if (one.toxic().toxicity() < 1) {
            created.setToxicity(one.toxic().toxicity());
          }
        });
  }

  private static eu.rekawek.toxiproxy.model.Toxic create(Declared one, ToxicList toxics)
      throws IOException {
    Toxic toxic = one.toxic();
    String name = one.name();
    ToxicDirection stream = toxic.stream();
    return switch (toxic.type()) {
      case LATENCY -> {
        var latency = toxics.latency(name, stream, toxic.latency());
        yield toxic.jitter() > 0 ? latency.setJitter(toxic.jitter()) : latency;
      }
      case BANDWIDTH -> toxics.bandwidth(name, stream, toxic.rate());
      case SLOW_CLOSE -> toxics.slowClose(name, stream, toxic.delay());
      case TIMEOUT -> toxics.timeout(name, stream, Math.max(0, toxic.timeout()));
      case RESET_PEER -> toxics.resetPeer(name, stream, Math.max(0, toxic.timeout()));
      case SLICER -> {
        var slicer = toxics.slicer(name, stream, toxic.averageSize(), Math.max(0, toxic.delay()));
        yield toxic.sizeVariation() > 0 ? slicer.setSizeVariation(toxic.sizeVariation()) : slicer;
      }
      case LIMIT_DATA -> toxics.limitData(name, stream, toxic.bytes());
    };
  }
}
