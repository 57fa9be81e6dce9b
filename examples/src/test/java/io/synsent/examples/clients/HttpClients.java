package io.synsent.examples.clients;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/** Five ways to GET something. */
enum HttpClients implements Client {
  JDK_HTTP_CLIENT(
      "JDK HttpClient",
      "`HttpClient.newHttpClient()`, `connectTimeout` where it has one of its own") {
    @Override
    public Session open(Scenario scenario) {
      HttpClient.Builder builder = HttpClient.newBuilder();
      if (scenario.hasOwnTimeout()) {
        builder.connectTimeout(Scenario.CONNECT_TIMEOUT);
      }
      HttpClient client = builder.build();
      HttpRequest request = HttpRequest.newBuilder(uri(scenario)).build();
      return new Session() {
        @Override
        public void call() throws IOException, InterruptedException {
          client.send(request, BodyHandlers.discarding());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Map<Scenario, String> lessons() {
      return Map.of(
          Scenario.ABSENT_LAN_HOST,
          "a `ConnectException` is tried a second time, so it costs twice the ARP stall",
          Scenario.SILENT_FIREWALL,
          "without `connectTimeout` a request hangs for over four minutes: twice the operating system's 127 s",
          Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
          "the timeout is not tried again, and covers the connect alone",
          Scenario.CLOSED_PORT,
          "tried twice as well; the message is null: look at the class, not at the text",
          Scenario.UNKNOWN_NAME,
          "an `UnresolvedAddressException` inside: the look-up happens when the channel connects",
          Scenario.RECOVERY,
          "the client keeps nothing of a failure: the next call connects at once");
    }
  },

  HTTP_URL_CONNECTION("HttpURLConnection", "`url.openConnection()`, `setConnectTimeout`") {
    @Override
    public Session open(Scenario scenario) {
      return new Session() {
        @Override
        public void call() throws IOException {
          URL url = uri(scenario).toURL();
          HttpURLConnection connection = (HttpURLConnection) url.openConnection();
          if (scenario.hasOwnTimeout()) {
            connection.setConnectTimeout(Math.toIntExact(Scenario.CONNECT_TIMEOUT.toMillis()));
          }
          connection.getResponseCode();
          connection.disconnect();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Map<Scenario, String> lessons() {
      return Map.of(
          Scenario.ABSENT_LAN_HOST,
          "what the operating system said, unchanged",
          Scenario.SILENT_FIREWALL,
          "no timeout by default: the operating system decides",
          Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
          "`SocketTimeoutException` stands for connect and read alike; the message tells which",
          Scenario.CLOSED_PORT,
          "refused after one round trip",
          Scenario.UNKNOWN_NAME,
          "the host's name is the whole message",
          Scenario.RECOVERY,
          "each connection object is used once; a new one connects at once");
    }
  },

  OKHTTP("OkHttp", "`new OkHttpClient()`, `connectTimeout`") {
    @Override
    public Session open(Scenario scenario) throws IOException {
      OkHttpClient.Builder builder = new OkHttpClient.Builder();
      if (scenario.hasOwnTimeout()) {
        builder.connectTimeout(Scenario.CONNECT_TIMEOUT);
      }
      OkHttpClient client = builder.build();
      Request request = new Request.Builder().url(uri(scenario).toURL()).build();
      return new Session() {
        @Override
        public void call() throws IOException {
          try (Response response = client.newCall(request).execute()) {
            response.code();
          }
        }

        @Override
        public void close() {
          client.dispatcher().executorService().shutdown();
          client.connectionPool().evictAll();
        }
      };
    }

    @Override
    public Map<Scenario, String> lessons() {
      return Map.of(
          Scenario.ABSENT_LAN_HOST,
          "what the operating system said; it tries other addresses of the name, never the same one twice",
          Scenario.SILENT_FIREWALL,
          "10 s by default, long before the operating system gives up",
          Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
          "`SocketTimeoutException` also for reads: the message tells which",
          Scenario.CLOSED_PORT,
          "the refusal is wrapped in another `ConnectException` that names the address",
          Scenario.UNKNOWN_NAME,
          "says which name",
          Scenario.RECOVERY,
          "no back-off and no memory: the next call connects at once");
    }
  },

  APACHE_CLASSIC(
      "Apache HttpClient 5, classic",
      "`HttpClients.createDefault()`, `ConnectionConfig.setConnectTimeout`") {
    @Override
    public Session open(Scenario scenario) {
      CloseableHttpClient client =
          org.apache.hc.client5.http.impl.classic.HttpClients.custom()
              .setConnectionManager(
                  PoolingHttpClientConnectionManagerBuilder.create()
                      .setDefaultConnectionConfig(connectionConfig(scenario))
                      .build())
              .build();
      return new Session() {
        @Override
        public void call() throws IOException {
          client.execute(new HttpGet(uri(scenario)), response -> response.getCode());
        }

        @Override
        public void close() throws IOException {
          client.close();
        }
      };
    }

    @Override
    public Map<Scenario, String> lessons() {
      return Map.of(
          Scenario.ABSENT_LAN_HOST,
          "not wrapped: catch it beside `HttpHostConnectException`",
          Scenario.SILENT_FIREWALL,
          "three minutes by default, so the operating system's 127 s come first; and it is called a connect *timeout* either way",
          Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
          "only the class and the text of the cause remain, the cause does not",
          Scenario.CLOSED_PORT,
          "`HttpHostConnectException` without a cause; it is not among what the retry strategy repeats",
          Scenario.UNKNOWN_NAME,
          "not repeated either",
          Scenario.RECOVERY,
          "the next call connects at once");
    }
  },

  APACHE_ASYNC(
      "Apache HttpClient 5, async",
      "`HttpAsyncClients.createDefault()`, `ConnectionConfig.setConnectTimeout`") {
    @Override
    public Session open(Scenario scenario) {
      CloseableHttpAsyncClient client =
          HttpAsyncClients.custom()
              .setConnectionManager(
                  PoolingAsyncClientConnectionManagerBuilder.create()
                      .setDefaultConnectionConfig(connectionConfig(scenario))
                      .build())
              .build();
      client.start();
      SimpleHttpRequest request = SimpleRequestBuilder.get(uri(scenario)).build();
      return new Session() {
        @Override
        public void call() throws Exception {
          try {
            client.execute(request, null).get();
          } catch (ExecutionException e) {
            throw (Exception) e.getCause();
          }
        }

        @Override
        public void close() throws IOException {
          client.close();
        }
      };
    }

    @Override
    public Map<Scenario, String> lessons() {
      return Map.of(
          Scenario.ABSENT_LAN_HOST,
          "the same as in the classic client",
          Scenario.SILENT_FIREWALL,
          "the same as in the classic client; the callback comes from the reactor's thread",
          Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
          "its own message says how long it waited",
          Scenario.CLOSED_PORT,
          "the same as in the classic client",
          Scenario.UNKNOWN_NAME,
          "the same as in the classic client",
          Scenario.RECOVERY,
          "the next call connects at once");
    }
  };

  private final String title;
  private final String use;

  HttpClients(String title, String use) {
    this.title = title;
    this.use = use;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String use() {
    return use;
  }

  @Override
  public int port() {
    return 80;
  }

  @Override
  public Server startServer() throws IOException {
    return HttpServers.start();
  }

  @Override
  public String toString() {
    return title;
  }

  private static URI uri(Scenario scenario) {
    return URI.create("http://" + scenario.host() + "/");
  }

  private static ConnectionConfig connectionConfig(Scenario scenario) {
    ConnectionConfig.Builder config = ConnectionConfig.custom();
    if (scenario.hasOwnTimeout()) {
      config.setConnectTimeout(Timeout.of(Scenario.CONNECT_TIMEOUT));
    }
    return config.build();
  }
}
