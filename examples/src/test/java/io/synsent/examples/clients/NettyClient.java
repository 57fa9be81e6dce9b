package io.synsent.examples.clients;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.logging.LogLevel;
import io.netty.handler.logging.LoggingHandler;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bare Netty channel, by its NIO transport. */
final class NettyClient implements Client {

  @Override
  public String title() {
    return "Netty NIO";
  }

  @Override
  public String use() {
    return "`Bootstrap` with `NioSocketChannel`, `CONNECT_TIMEOUT_MILLIS`";
  }

  @Override
  public int port() {
    return 80;
  }

  @Override
  public Session open(Scenario scenario) {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(new LoggingHandler(LogLevel.DEBUG));
    if (scenario.hasOwnTimeout()) {
      bootstrap.option(
          ChannelOption.CONNECT_TIMEOUT_MILLIS,
          Math.toIntExact(Scenario.CONNECT_TIMEOUT.toMillis()));
    }
    return new Session() {
      @Override
      public void call() throws Exception {
        ChannelFuture connect = bootstrap.connect(scenario.host(), port()).await();
        if (connect.cause() instanceof Exception failure) {
          throw failure;
        }
        Channel channel = connect.channel();
        channel.close().await();
      }

      @Override
      public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    };
  }

  @Override
  public Server startServer() throws IOException {
    return HttpServers.start();
  }

  @Override
  public Map<Scenario, String> lessons() {
    return Map.of(
        Scenario.ABSENT_LAN_HOST,
        "a private subclass that adds the address: catch `NoRouteToHostException`",
        Scenario.SILENT_FIREWALL,
        "30 s by default",
        Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
        "a `ConnectException` by type, unlike the JDK's `SocketTimeoutException`",
        Scenario.CLOSED_PORT,
        "a private subclass that adds the address: catch `ConnectException`",
        Scenario.UNKNOWN_NAME,
        "the default resolver asks the JDK, on the event loop",
        Scenario.RECOVERY,
        "a `Bootstrap` can be used again; nothing reconnects by itself");
  }

  @Override
  public String toString() {
    return title();
  }
}
