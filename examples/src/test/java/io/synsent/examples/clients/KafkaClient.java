package io.synsent.examples.clients;

import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka producer that asks for a topic's partitions, as the first send does. */
final class KafkaClient implements Client {

  static final String TOPIC = "orders";

  @Override
  public String title() {
    return "Kafka clients";
  }

  @Override
  public String use() {
    return "a `KafkaProducer` made anew and its `partitionsFor(topic)`, which is what the first"
        + " `send` waits for; its own timeout is `socket.connection.setup.timeout.ms`";
  }

  @Override
  public int port() {
    return 9092;
  }

  @Override
  public boolean backsOff() {
    return true;
  }

  @Override
  public Session open(Scenario scenario) {
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, scenario.host() + ":" + port());
    if (scenario.hasOwnTimeout()) {
      config.put(
          ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
          Long.toString(Scenario.CONNECT_TIMEOUT.toMillis()));
    }
    return new Session() {
      private KafkaProducer<String, String> producer;

      @Override
      public void call() {
        if (producer == null) {
          producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        }
        producer.partitionsFor(TOPIC);
      }

      @Override
      public void close() {
        if (producer != null) {
          producer.close();
        }
      }
    };
  }

  @Override
  public Server startServer() throws IOException {
    return new KafkaServer();
  }

  @Override
  public Map<Scenario, String> lessons() {
    return Map.of(
        Scenario.ABSENT_LAN_HOST,
        "the producer connects for a whole minute (`max.block.ms`), and no exception says why it could not: only its log does",
        Scenario.SILENT_FIREWALL,
        "30 s and more for each connect (`socket.connection.setup.timeout.max.ms`); the producer gives up after its minute",
        Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
        "the timeout doubles with each failure, up to 30 s",
        Scenario.CLOSED_PORT,
        "refused at once is a minute as well, with up to a second between tries",
        Scenario.UNKNOWN_NAME,
        "the one failure that is told at once, by the constructor",
        Scenario.RECOVERY,
        "the same producer goes on trying: the call works as soon as the port is open");
  }

  @Override
  public String toString() {
    return title();
  }
}
