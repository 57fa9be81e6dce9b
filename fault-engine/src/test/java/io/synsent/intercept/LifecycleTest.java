package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.topology.Network;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LifecycleTest extends InterceptedTest {

  @Test
  void install_is_idempotent() {
    Installation first = SynSent.install();

    assertThat(SynSent.install()).isSameAs(first);
    assertThat(first.isInstalled()).isTrue();
  }

  @Test
  void a_second_network_is_refused_and_the_cure_named() {
    Network another = declared().build();

    assertThatThrownBy(() -> SynSent.activate(another))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is active already")
        .hasMessageContaining("@ResourceLock");
  }

  @Test
  void a_network_inside_another_is_asked_first() throws Exception {
    try (LiveNetwork inner =
        SynSent.activate(Network.builder().profile(QUICK).host(ABSENT).build(), network)) {
      assertThatThrownBy(() -> new Socket(ABSENT, 8081)).hasMessage("Connection refused");
      assertThatThrownBy(() -> new Socket(REFUSING, CLOSED)).hasMessage("Connection refused");
      assertThat(inner.observedConnects()).hasSize(1);
    }
    assertThat(onlyConnect().report().target()).hasToString(REFUSING);
  }

  @Test
  void a_pending_connect_outlives_its_network() {
    CompletableFuture<Void> connecting =
        CompletableFuture.runAsync(
            () ->
                assertThat(thrownAfter(ARP_FAILURE, () -> new Socket(ABSENT, 8081).close()))
                    .isExactlyInstanceOf(NoRouteToHostException.class));
    await(() -> network.pending() == 1);

    network.close();

    assertThat(network.isClosed()).isTrue();
    connecting.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(network.pending()).isZero();
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.OPERATING_SYSTEM);
  }

  @Test
  void a_pending_connect_outlives_uninstalling() throws Exception {
    Installation installation = SynSent.install();
    CompletableFuture<Void> connecting =
        CompletableFuture.runAsync(
            () ->
                assertThat(thrownAfter(ARP_FAILURE, () -> new Socket(ABSENT, 8081).close()))
                    .isExactlyInstanceOf(NoRouteToHostException.class));
    await(() -> network.pending() == 1);

    assertThat(installation.uninstall()).isFalse();

    connecting.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(installation.awaitRemoved(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void installing_calls_a_removal_off_that_has_not_happened() throws Exception {
    Installation installation = SynSent.install();
    CompletableFuture<Void> connecting =
        CompletableFuture.runAsync(() -> thrownAfter(ARP_FAILURE, () -> new Socket(ABSENT, 8081)));
    await(() -> network.pending() == 1);
    assertThat(installation.uninstall()).isFalse();

    assertThat(SynSent.install()).isSameAs(installation);

    connecting.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(installation.awaitRemoved(Duration.ofMillis(200))).isFalse();
  }

  @Test
  void after_uninstalling_the_classes_are_byte_for_byte_as_before() throws Exception {
    Set<String> hooked = Hook.byClass(SynSent.install().hooks()).keySet();
    SynSent.install().uninstall();
    Map<String, byte[]> before = classFiles(hooked);
    assertThat(before.keySet()).isEqualTo(hooked);

    Installation installation = SynSent.install();
    assertThat(classFiles(hooked).keySet())
        .as("the hooks go into these classes")
        .allSatisfy(name -> assertThat(before).containsKey(name));
    assertThat(installation.uninstall()).isTrue();

    Map<String, byte[]> after = classFiles(hooked);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
  }

  @Test
  void installing_again_and_again_leaves_no_descriptor_behind() throws Exception {
    SynSent.install().uninstall();
    SynSent.install().uninstall();
    long before = openDescriptors();
    for (int i = 0; i < 5; i++) {
      SynSent.install().uninstall();
    }
    assertThat(openDescriptors()).isLessThanOrEqualTo(before);
  }

  @Test
  void connects_leave_no_descriptor_and_no_entry_behind() throws Exception {
    connectEveryWay();
    Installation installation = SynSent.install();
    long before = openDescriptors();
    for (int i = 0; i < 20; i++) {
      connectEveryWay();
    }
    eventually(() -> openDescriptors() <= before);
    assertThat(installation.simulated().size()).isZero();
    assertThat(network.pending()).isZero();
  }

  private void connectEveryWay() throws Exception {
    assertThatThrownBy(() -> new Socket(REFUSING, CLOSED)).hasMessage("Connection refused");
    try (Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(at(SILENT, 80), 10))
          .isInstanceOf(SocketTimeoutException.class);
    }
    new Socket(REACHABLE, OPEN).close();
  }

  @Test
  void what_no_network_names_is_not_touched() throws Exception {
    try (Socket real = new Socket(InetAddress.getLoopbackAddress(), echo.address().getPort())) {
      assertThat(real.getLocalAddress().isLoopbackAddress()).isTrue();
      echoes(real.getInputStream(), real.getOutputStream(), real::shutdownOutput);
    }
    assertThat(network.observedConnects()).isEmpty();
  }

  private static void await(Condition condition) {
    try {
      eventually(condition);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long openDescriptors() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** The class files of the hooked classes as the JVM has them without our transformer. */
  private static Map<String, byte[]> classFiles(Set<String> hooked) throws Exception {
    Instrumentation instrumentation = Attachment.instrumentation();
    Map<String, byte[]> files = new TreeMap<>();
    ClassFileTransformer reader =
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> type,
              ProtectionDomain domain,
              byte[] classFile) {
            if (type != null && hooked.contains(type.getName())) {
              files.put(type.getName(), classFile.clone());
            }
            return null;
          }
        };
    instrumentation.addTransformer(reader, true);
    try {
      for (String name : hooked) {
        instrumentation.retransformClasses(Class.forName(name, false, null));
      }
    } finally {
      instrumentation.removeTransformer(reader);
    }
    return files;
  }

  @Test
  void a_second_copy_in_another_class_loader_says_so() throws Exception {
    SynSent.install();
    try (IsolatedCopy copy = new IsolatedCopy()) {
      Throwable thrown = copy.installFails();

      assertThat(thrown.getClass().getName()).isEqualTo(HookFailedException.class.getName());
      assertThat(thrown)
          .hasMessageContaining("another copy of SynSent is installed")
          .hasMessageContaining("uninstall the other copy first");
    }
    assertThatThrownBy(() -> new Socket(REFUSING, CLOSED)).hasMessage("Connection refused");
  }
}
