import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Takes tasks over HTTP. Your framework stands here. */
public class Api {
    /** What is done with a task. */
    public interface Handler {
        Task handle(Task task) throws Exception;
    }

    public static void serve(String path, Handler handler) throws Exception {
        var json = new ObjectMapper();
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext(path, exchange -> {
            try (exchange) {
                Task task = json.readValue(exchange.getRequestBody(), Task.class);
                byte[] answer = json.writeValueAsBytes(handler.handle(task));
                exchange.sendResponseHeaders(201, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (Exception failure) {
                System.err.println(failure);
                exchange.sendResponseHeaders(500, -1);
            }
        });
        server.start();
    }
}
