/** Where Kafka is: the one thing to set. */
public class Config {
    public static final String KAFKA =
        System.getenv().getOrDefault("KAFKA", "localhost:9092");
}
