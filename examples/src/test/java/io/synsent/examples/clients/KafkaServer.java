package io.synsent.examples.clients;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.RecordVersion;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/** A broker of one topic that tells what it can do and what it leads, by Kafka's own messages. */
final class KafkaServer extends LoopbackServer {

  KafkaServer() throws IOException {}

  @Override
  void answer(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] request = new byte[in.readInt()];
    in.readFully(request);
    RequestHeader header = RequestHeader.parse(ByteBuffer.wrap(request));
    ResponseHeader answerHeader = header.toResponseHeader();
    ByteBuffer answer =
        RequestUtils.serialize(
            answerHeader.data(), answerHeader.headerVersion(), body(header), header.apiVersion());
    out.writeInt(answer.remaining());
    out.write(answer.array(), answer.arrayOffset() + answer.position(), answer.remaining());
  }

  private static ApiMessage body(RequestHeader header) throws IOException {
    return switch (header.apiKey()) {
      case API_VERSIONS ->
          new ApiVersionsResponseData()
              .setApiKeys(
                  ApiVersionsResponse.brokerApiVersions(
                      RecordVersion.current(), ListenerType.BROKER, false, false));
      case METADATA -> metadata();
      default -> throw new IOException("this broker does not know " + header.apiKey());
    };
  }

  private static MetadataResponseData metadata() {
    MetadataResponseData data = new MetadataResponseData().setClusterId("one").setControllerId(1);
    data.brokers()
        .add(
            new MetadataResponseData.MetadataResponseBroker()
                .setNodeId(1)
                .setHost(Scenario.RECOVERY.host())
                .setPort(9092));
    data.topics()
        .add(
            new MetadataResponseData.MetadataResponseTopic()
                .setName(KafkaClient.TOPIC)
                .setTopicId(new Uuid(1, 1))
                .setPartitions(
                    List.of(
                        new MetadataResponseData.MetadataResponsePartition()
                            .setPartitionIndex(0)
                            .setLeaderId(1)
                            .setReplicaNodes(List.of(1))
                            .setIsrNodes(List.of(1)))));
    return data;
  }
}
