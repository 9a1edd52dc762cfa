import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the producer stores. Yours stands here; this one forgets when its process ends. */
public class Db {
    private final Map<String, Task> saved = new LinkedHashMap<>();
    private final Map<Long, ProducerRecord<String, String>> outbox = new TreeMap<>();
    private long rows;

    public synchronized Task save(Task task) throws InterruptedException {
        saved.put(task.taskId(), task);
        return task;
    }

    /** Both, or neither. */
    public synchronized Task save(Task task, ProducerRecord<String, String> event)
            throws InterruptedException {
        outbox.put(rows++, event);
        return save(task);
    }

    /** What is still to be sent, the oldest first. */
    public synchronized Map<Long, ProducerRecord<String, String>> unmarked() {
        return new TreeMap<>(outbox);
    }

    public synchronized void mark(long row) {
        outbox.remove(row);
    }
}
