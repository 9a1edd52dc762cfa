import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The replies of the services, by the id of what they answer. */
public class Replies {
    // Replies that nobody waits for any more are forgotten, the oldest first.
    private static final int MOST = 10_000;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Set<String>> senders = new LinkedHashMap<>();

    public Replies(String topic, String id) {
        // No group: each process of the producer reads all replies.
        var consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", Config.KAFKA),
            new StringDeserializer(),
            new StringDeserializer()
        );
        var partitions = consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
        consumer.assign(partitions);
        // From here on, before the first request is sent.
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        var reader = new Thread(() -> {
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    arrived(record.value(), id);
                }
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private synchronized void arrived(String value, String id) {
        try {
            JsonNode reply = json.readTree(value);
            senders.computeIfAbsent(reply.get(id).asText(), it -> new HashSet<>())
                .add(reply.get("from").asText());
        } catch (Exception notAReply) {
            System.err.println(notAReply);
        }
        while (senders.size() > MOST) {
            senders.remove(senders.keySet().iterator().next());
        }
        notifyAll();
    }

    /** Waits for the reply of each. */
    public synchronized void await(String id, Collection<String> from, Duration timeout)
            throws InterruptedException, TimeoutException {
        long until = System.nanoTime() + timeout.toNanos();
        while (!senders.getOrDefault(id, Set.of()).containsAll(from)) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new TimeoutException("Not every reply has come");
            }
            wait(left);
        }
        senders.remove(id);
    }
}
