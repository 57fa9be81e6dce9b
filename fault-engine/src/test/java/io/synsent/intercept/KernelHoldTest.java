package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelHoldTest {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_SYNCNT = 7;

  private final NativeSockets sockets = new NativeSockets(Attachment.instrumentation());
  private final Hold.Origin origin = new Hold.Origin(null, true, null);
  private SocketChannel channel;
  private FileDescriptor fd;

  @BeforeEach
  void open() throws Exception {
    channel = SocketChannel.open();
    JavaBase.lookupIn(Attachment.instrumentation(), channel.getClass());
    Field field = channel.getClass().getDeclaredField("fd");
    field.setAccessible(true);
    fd = (FileDescriptor) field.get(channel);
  }

  @AfterEach
  void close() throws Exception {
    channel.close();
  }

  @Test
  void the_kernels_own_syn_timeout_is_put_off() throws Exception {
    try (KernelHold hold = KernelHold.probe(sockets)) {
      hold.begin(fd, origin);

      assertThat(sockets.option(fd, IPPROTO_TCP, TCP_SYNCNT)).isEqualTo(127);
    }
  }

  @Test
  void a_hold_that_the_kernel_ended_begins_again() throws Exception {
    try (KernelHold hold = KernelHold.probe(sockets, 1);
        EchoServer echo = new EchoServer()) {
      hold.begin(fd, origin);
      // One retransmission: the kernel gives up after 2 to 3 s, and a waiter wakes up.
      assertThat(sockets.awaitWritable(fd, 20_000)).isTrue();

      hold.renew(fd, origin);

      assertThat(sockets.awaitWritable(fd, 100)).as("woken though held").isFalse();
      hold.establish(fd, origin, echo.address());
      assertThat(sockets.pollConnect(fd, 1000)).isTrue();
    }
  }

  @Test
  void failing_wakes_whoever_waits() throws Exception {
    try (KernelHold hold = KernelHold.probe(sockets)) {
      hold.begin(fd, origin);
      assertThat(sockets.awaitWritable(fd, 50)).isFalse();

      hold.fail(fd);

      assertThat(sockets.awaitWritable(fd, 0)).isTrue();
    }
  }
}
