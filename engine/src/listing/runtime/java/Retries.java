import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What a consumer does about a record whose work failed. One for each member. */
public class Retries {
    public static final int FOR_EVER = Integer.MAX_VALUE;

    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<TopicPartition, Long> paused = new HashMap<>();

    /**
     * Goes back to the record, whose partition is read again after the wait; false if the record has
     * had its attempts.
     */
    public boolean seekBack(
            KafkaConsumer<?, ?> consumer, ConsumerRecord<?, ?> record, Duration wait, int attempts) {
        if (isOver(record, attempts)) {
            return false;
        }
        var partition = new TopicPartition(record.topic(), record.partition());
        consumer.seek(partition, record.offset());
        consumer.pause(List.of(partition));
        paused.put(partition, System.nanoTime() + wait.toNanos());
        return true;
    }

    /**
     * Waits, with all partitions of this member, and goes back to the record; false if the record has
     * had its attempts.
     */
    public boolean waitBack(
            KafkaConsumer<?, ?> consumer, ConsumerRecord<?, ?> record, Duration wait, int attempts)
            throws InterruptedException {
        if (isOver(record, attempts)) {
            return false;
        }
        Thread.sleep(wait.toMillis());
        consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
        return true;
    }

    /** Goes on with what has waited; before each poll. */
    public void resumeDue(KafkaConsumer<?, ?> consumer) {
        paused.entrySet().removeIf(entry -> {
            boolean due = System.nanoTime() >= entry.getValue();
            if (due && consumer.assignment().contains(entry.getKey())) {
                consumer.resume(List.of(entry.getKey()));
            }
            return due;
        });
    }

    private boolean isOver(ConsumerRecord<?, ?> record, int attempts) {
        String which = record.topic() + "/" + record.partition() + "/" + record.offset();
        if (failures.merge(which, 1, Integer::sum) < attempts) {
            return false;
        }
        failures.remove(which);
        return true;
    }
}
