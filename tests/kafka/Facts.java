import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The same consumer and producer as in facts.py, of the Java client. */
public class Facts {
    static final int WORK_MS = 100;
    static volatile boolean closing;

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("member")) {
            member(arguments);
        } else {
            sender(arguments);
        }
    }

    static Properties settings(String address, String[] arguments, int from) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", address);
        for (int i = from; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        return settings;
    }

    static void say(String words) {
        System.out.println(words);
        System.out.flush();
    }

    static void member(String[] arguments) throws Exception {
        String commit = arguments[4];
        Properties settings = settings(arguments[1], arguments, 5);
        settings.put("group.id", arguments[3]);
        settings.put("enable.auto.commit", String.valueOf(commit.equals("auto")));
        boolean batches = commit.equals("auto") || commit.equals("batch");
        settings.put("max.poll.records", batches ? "10" : "1");
        var bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            closing = true;
            consumer.wakeup();
            try {
                main.join();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }));
        consumer.subscribe(List.of(arguments[2]));
        try {
            boolean started = false;
            while (!closing) {
                ConsumerRecords<byte[], byte[]> batch = consumer.poll(Duration.ofMillis(100));
                if (!started && !consumer.assignment().isEmpty()) {
                    started = true;
                    say("started");
                }
                work(consumer, batch, commit);
            }
        } catch (WakeupException told) {
            // It is to close.
        }
        consumer.close();
    }

    static void work(
            KafkaConsumer<byte[], byte[]> consumer,
            ConsumerRecords<byte[], byte[]> batch,
            String commit) throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (closing) {
                return;
            }
            var partition = new TopicPartition(record.topic(), record.partition());
            var after = Map.of(partition, new OffsetAndMetadata(record.offset() + 1));
            if (commit.equals("before")) {
                consumer.commitSync(after);
            }
            say("begun " + record.offset());
            Thread.sleep(WORK_MS);
            if (closing) {
                return;
            }
            say("done " + record.offset());
            if (commit.equals("after")) {
                consumer.commitSync(after);
            }
        }
        if (!batch.isEmpty() && commit.equals("batch")) {
            consumer.commitSync();
        }
    }

    static void sender(String[] arguments) throws Exception {
        String topic = arguments[2];
        var bytes = new ByteArraySerializer();
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(arguments[1], arguments, 5), bytes, bytes);
        producer.partitionsFor(topic);
        say("started");
        long blocked = 0;
        List<Future<?>> sends = new ArrayList<>();
        List<Long> failedAfter = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            long at = System.nanoTime();
            sends.add(producer.send(new ProducerRecord<>(topic, new byte[10]), (stored, failure) -> {
                if (failure != null) {
                    failedAfter.add((System.nanoTime() - at) / 1_000_000);
                }
            }));
            blocked = Math.max(blocked, (System.nanoTime() - at) / 1_000_000);
            Thread.sleep(Integer.parseInt(arguments[4]));
        }
        producer.close();
        say("blocked_ms " + blocked);
        say("failed " + failedAfter.size());
        if (!failedAfter.isEmpty()) {
            say("failed_first_ms " + failedAfter.get(0));
        }
    }
}
