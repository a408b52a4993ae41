// Submits a job document by one message and follows it to its end; kafka-clients and nothing else:
//   java -cp 'libs/*' Submit.java BROKERS FILE [STATUS_TOPIC] [SECONDS]
// Exits as `modelops submit --wait`: 0 well, 1 failed, 2 rejected, 3 gates failed, 4 cancelled, 5 not reached or not over in time.
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.regex.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

public class Submit {
    public static void main(String[] words) {
        try {
            System.exit(run(words));
        } catch (Exception error) {
            System.err.println("the broker does not answer as expected: " + error);
            System.exit(5);
        }
    }

    static int run(String[] words) throws Exception {
        String document = Files.readString(Path.of(words[1]));
        String statusTopic = words.length > 2 ? words[2] : "modelops.jobs.status";
        long seconds = words.length > 3 ? Long.parseLong(words[3]) : 86400;
        String jobTopic = statusTopic.replaceAll("\\.status$", "");
        Map<String, Object> settings = Map.of("bootstrap.servers", words[0], "default.api.timeout.ms", 30000, "delivery.timeout.ms", 30000,
            "request.timeout.ms", 10000);
        try (var reader = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
            var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            // From the present end on, without a group: nothing of this reader is kept at the broker.
            List<TopicPartition> all = reader.partitionsFor(statusTopic).stream().map(p -> new TopicPartition(statusTopic, p.partition())).toList();
            if (all.isEmpty()) throw new IllegalStateException("there is no topic " + statusTopic);
            reader.assign(all);
            reader.endOffsets(all).forEach(reader::seek);
            RecordMetadata sent = producer.send(new ProducerRecord<>(jobTopic, document)).get();
            String place = "\"topic\":\"" + jobTopic + "\",\"partition\":" + sent.partition() + ",\"offset\":" + sent.offset() + ",";
            return follow(reader, place, text(document, "idempotency_key"), System.nanoTime() + seconds * 1_000_000_000L);
        }
    }

    // A job that was sent before answers under its first message: then the idempotency key says that it is ours.
    static int follow(KafkaConsumer<String, String> reader, String place, String key, long until) {
        String job = null;
        long revision = -1;
        while (System.nanoTime() < until) {
            for (var record : reader.poll(Duration.ofSeconds(1))) {
                String status = record.value();
                if (status == null) continue;
                String id = text(status, "job_id");
                boolean mine = status.replaceAll("\\s+", "").contains(place)
                    || (job != null ? job.equals(id) : key != null && key.equals(text(status, "idempotency_key")));
                long number = Long.parseLong(value(status, "revision", "(\\d+)"));
                if (!mine || (job != null && number <= revision)) continue;
                job = id;
                revision = number;
                String state = text(status, "state");
                System.out.println((id == null ? "-" : id) + " " + state);
                if (!"true".equals(value(status, "terminal", "(true|false)"))) continue;
                System.out.println(status);
                boolean gatesFailed = "gates_failed".equals(text(status, "verdict"));
                return gatesFailed ? 3 : Map.of("succeeded", 0, "failed", 1, "rejected", 2, "cancelled", 4).getOrDefault(state, 1);
            }
        }
        return 5;
    }

    // Enough for this example; a real program reads the snapshot with the JSON library that it has.
    static String text(String json, String name) { return value(json, name, "\"((?:[^\"\\\\]|\\\\.)*)\""); }

    static String value(String json, String name, String form) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*" + form).matcher(json);
        return found.find() ? found.group(1) : null;
    }
}
