package io.synsent.examples.timelapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.logging.LogLevel;
import io.netty.handler.logging.LoggingHandler;
import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import io.synsent.junit.SynSentExtension;
import io.synsent.junit.TimeLapse;
import io.synsent.timelapse.Lapse;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Clients without a timeout of their own, against a firewall that says nothing: the same exception
 * at the same simulated time, however fast the clock runs.
 */
class SilentFirewallTest {

  private static final String HOST = "10.225.31.13";

  /** With few repetitions in an everyday build, since a tenth of 127 s is long. */
  @Nested
  @TimeLapse(10)
  class TenTimes extends Clients {
    TenTimes() {
      super(1, 10);
    }
  }

  @Nested
  @TimeLapse(100)
  class HundredTimes extends Clients {
    HundredTimes() {
      super(4, 100);
    }
  }

  @Nested
  @TimeLapse(TimeLapse.AUTO)
  class Leaping extends Clients {
    Leaping() {
      super(6, 1);
    }
  }

  @ResourceLock(SynSentExtension.LOCK)
  abstract static class Clients {

    private final int synRetries;
    private final Duration room;

    /**
     * @param synRetries tcp_syn_retries of the client, unless -Dexamples.synRetries says another
     * @param rate what a second of the busy machine costs
     */
    Clients(int synRetries, int rate) {
      this.synRetries = Integer.getInteger("examples.synRetries", synRetries);
      this.room = Duration.ofSeconds(10L * rate);
    }

    @Test
    void socket(Lapse lapse) throws Exception {
      try (Socket socket = new Socket()) {
        timesOut(lapse, 1, () -> socket.connect(new InetSocketAddress(HOST, 80)));
      }
    }

    @Test
    void http_client_which_tries_twice(Lapse lapse) throws Exception {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + HOST + "/")).build();
      timesOut(lapse, 2, () -> client.send(request, BodyHandlers.discarding()));
    }

    @Test
    void okhttp(Lapse lapse) throws Exception {
      OkHttpClient client = new OkHttpClient.Builder().connectTimeout(Duration.ZERO).build();
      Request request = new Request.Builder().url("http://" + HOST + "/").build();
      timesOut(lapse, 1, () -> client.newCall(request).execute().close());
    }

    @Test
    void netty(Lapse lapse) throws Exception {
      NioEventLoopGroup group = new NioEventLoopGroup(1);
      try {
        Bootstrap bootstrap =
            new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new LoggingHandler(LogLevel.DEBUG));
        timesOut(lapse, 1, () -> bootstrap.connect(HOST, 80).sync());
      } finally {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    }

    private void timesOut(Lapse lapse, int connects, ThrowingCallable call) throws Exception {
      HostProfile profile = HostProfile.LINUX.toBuilder().synRetries(synRetries).build();
      Network.Builder network =
          Network.builder().profile(profile).with(Faults.firewalled(HOST, 80, FirewallAction.DROP));
      try (LiveNetwork live = SynSent.activate(network.build())) {
        Duration before = lapse.simulated();
        assertThat(catchThrowable(call)).isInstanceOf(ConnectException.class);
        Duration took = lapse.simulated().minus(before);

        // SYN n leaves at 2^n - 1 s, and the connect ends when the one after the last would leave.
        Duration end = Duration.ofSeconds((1L << (synRetries + 1)) - 1);
        assertThat(took)
            .isBetween(end.multipliedBy(connects), end.multipliedBy(connects).plus(room));
        assertThat(live.connects()).hasSize(connects);
        for (ConnectReport connect : live.connects()) {
          assertThat(connect.outcome().orElseThrow().errno()).contains(Errno.ETIMEDOUT);
          assertThat(connect.outcome().orElseThrow().atNanos() - connect.beganAtNanos())
              .isEqualTo(end.toNanos());
          assertThat(sinceTheFirst(connect.synTimes())).isEqualTo(schedule());
        }
      }
    }

    /** ARP comes first, so the first SYN is on the wire a moment after the connect began. */
    private static List<Long> sinceTheFirst(List<Long> nanos) {
      return nanos.stream().map(at -> Math.round((at - nanos.get(0)) / 1e8) * 100).toList();
    }

    /** In milliseconds. */
    private List<Long> schedule() {
      return LongStream.rangeClosed(0, synRetries)
          .map(n -> ((1L << n) - 1) * 1000)
          .boxed()
          .toList();
    }
  }
}
