import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** Runs members of a group until the process is told to end, and lets them leave it. */
public class Running {
    /** What a member does. */
    public interface Member {
        void run() throws Exception;
    }

    private static final Set<KafkaConsumer<?, ?>> CONSUMERS = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending;

    public static void run(int members, Member member) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            threads.add(new Thread(() -> runOne(member)));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending = true;
            CONSUMERS.forEach(KafkaConsumer::wakeup);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException ended) {
                    return;
                }
            }
        }));
        threads.forEach(Thread::start);
    }

    /** Asked before each poll. */
    public static boolean goesOn(KafkaConsumer<?, ?> consumer) {
        CONSUMERS.add(consumer);
        return !ending;
    }

    private static void runOne(Member member) {
        try {
            member.run();
        } catch (WakeupException told) {
            // It has closed its consumer on its way out.
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }
}
