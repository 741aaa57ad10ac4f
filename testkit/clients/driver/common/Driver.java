package dev.pharos.client.driver;

import com.alibaba.nacos.api.NacosFactory;
import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.config.listener.Listener;
import com.alibaba.nacos.api.naming.NamingService;
import com.alibaba.nacos.api.naming.listener.EventListener;
import com.alibaba.nacos.api.naming.listener.NamingEvent;
import com.alibaba.nacos.api.naming.pojo.Instance;
import com.alibaba.nacos.api.naming.pojo.ListView;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * Drives one official Nacos client: reads a command a line, does it with the client's public API,
 * answers with a line, and prints a line for each thing the client tells its listeners.
 *
 * <p>This source is compiled against every client version under test, so it uses only what all of
 * them have; what differs is in {@link Extras}, of which there is one per generation. Its lines are
 * described in README.md beside this folder.
 */
public final class Driver {
    private final PrintStream out;
    private final Properties properties;
    private final Map<String, EventListener> subscriptions = new HashMap<>();
    private final Map<String, Listener> listeners = new HashMap<>();
    private NamingService naming;
    private ConfigService config;

    private Driver(PrintStream out, Properties properties) {
        this.out = out;
        this.properties = properties;
    }

    /** Arguments: key=value pairs, given to the client as its properties. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // a client that prints must not break our lines
        Properties properties = new Properties();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            properties.setProperty(arg.substring(0, equals), arg.substring(equals + 1));
        }
        new Driver(out, properties).run();
    }

    private void run() throws Exception {
        print(new Line("event").with("kind", "ready"));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String text = in.readLine();
        while (text != null) {
            Line command = Line.parse(text);
            print(answer(command));
            if (command.verb().equals("exit")) {
                break;
            }
            text = in.readLine();
        }
        // Halt, because some versions leave threads running that are not daemons.
        Runtime.getRuntime().halt(0);
    }

    /** Any failure of the client is an answer: the test decides whether it was expected. */
    private Line answer(Line command) {
        Line reply = new Line("reply").with("id", command.need("id"));
        try {
            carryOut(command, reply);
            return reply.with("ok", "true");
        } catch (Throwable failure) {
            failure.printStackTrace();
            return reply.with("ok", "false").with("error", failure.toString());
        }
    }

    private void carryOut(Line command, Line reply) throws Exception {
        switch (command.verb()) {
            case "open":
                open(command);
                break;
            case "register":
                naming.registerInstance(service(command), group(command), instance(command));
                break;
            case "deregister":
                naming.deregisterInstance(service(command), group(command), instance(command));
                break;
            case "batch":
                Extras.batch(naming, service(command), group(command), instances(command));
                break;
            case "batch-deregister":
                Extras.batchDeregister(
                        naming, service(command), group(command), instances(command));
                break;
            case "subscribe":
                subscribe(service(command), group(command));
                break;
            case "unsubscribe":
                unsubscribe(service(command), group(command));
                break;
            case "query":
                query(command, reply);
                break;
            case "services":
                services(command, reply);
                break;
            case "status":
                reply.with("naming", naming.getServerStatus());
                reply.with("config", config.getServerStatus());
                break;
            case "exit":
                Extras.shutDown(naming, config);
                break;
            default:
                configuration(command, reply);
        }
    }

    private void configuration(Line command, Line reply) throws Exception {
        String dataId = command.need("dataId");
        String group = group(command);
        switch (command.verb()) {
            case "publish":
                String content = command.need("content");
                String type = command.or("type", "");
                boolean published =
                        type.isEmpty()
                                ? config.publishConfig(dataId, group, content)
                                : Extras.publish(config, dataId, group, content, type);
                reply.with("done", String.valueOf(published));
                break;
            case "publish-cas":
                String expected = command.need("md5");
                boolean swapped =
                        Extras.publishCas(config, dataId, group, command.need("content"), expected);
                reply.with("done", String.valueOf(swapped));
                break;
            case "get":
                long timeoutMillis = Long.parseLong(command.or("timeoutMillis", "3000"));
                reply.with("content", config.getConfig(dataId, group, timeoutMillis));
                break;
            case "remove":
                reply.with("done", String.valueOf(config.removeConfig(dataId, group)));
                break;
            case "listen":
                listen(dataId, group);
                break;
            case "unlisten":
                config.removeListener(dataId, group, listeners.remove(group + "@@" + dataId));
                break;
            default:
                throw new IllegalArgumentException("verb: " + command.verb());
        }
    }

    /** The clients are made on command, so that a test sees what their constructors do. */
    private void open(Line command) throws Exception {
        String what = command.or("what", "both");
        if (!what.equals("config")) {
            naming = NacosFactory.createNamingService(properties);
        }
        if (!what.equals("naming")) {
            config = NacosFactory.createConfigService(properties);
        }
    }

    private void subscribe(final String service, final String group) throws Exception {
        EventListener listener =
                event -> {
                    NamingEvent change = (NamingEvent) event;
                    Line line = new Line("event").with("kind", "instances");
                    line.with("service", service).with("group", group);
                    line.with("named", change.getServiceName());
                    print(addInstances(line, change.getInstances()));
                };
        subscriptions.put(group + "@@" + service, listener);
        naming.subscribe(service, group, listener);
    }

    private void unsubscribe(String service, String group) throws Exception {
        naming.unsubscribe(service, group, subscriptions.remove(group + "@@" + service));
    }

    private void query(Line command, Line reply) throws Exception {
        boolean subscribe = command.or("subscribe", "false").equals("true");
        String service = service(command);
        String group = group(command);
        String healthy = command.or("healthy", "");
        List<String> pools = new ArrayList<>();
        if (!command.or("cluster", "").isEmpty()) {
            pools.add(command.or("cluster", ""));
        }
        List<Instance> found =
                healthy.isEmpty()
                        ? naming.getAllInstances(service, group, pools, subscribe)
                        : naming.selectInstances(
                                service, group, pools, healthy.equals("true"), subscribe);
        addInstances(reply, found);
    }

    private void services(Line command, Line reply) throws Exception {
        int page = Integer.parseInt(command.or("page", "1"));
        int size = Integer.parseInt(command.or("size", "100"));
        ListView<String> view = naming.getServicesOfServer(page, size, group(command));
        reply.with("count", String.valueOf(view.getCount()));
        for (String name : view.getData()) {
            reply.with("service", name);
        }
    }

    private void listen(final String dataId, final String group) throws Exception {
        Listener listener =
                new Listener() {
                    @Override
                    public Executor getExecutor() {
                        return null;
                    }

                    @Override
                    public void receiveConfigInfo(String content) {
                        Line line = new Line("event").with("kind", "config");
                        line.with("dataId", dataId).with("group", group);
                        print(line.with("content", content));
                    }
                };
        listeners.put(group + "@@" + dataId, listener);
        config.addListener(dataId, group, listener);
    }

    private static String service(Line command) {
        return command.need("service");
    }

    private static String group(Line command) {
        return command.or("group", "DEFAULT_GROUP");
    }

    private static Instance instance(Line command) {
        Instance instance = new Instance();
        instance.setIp(command.need("ip"));
        instance.setPort(Integer.parseInt(command.need("port")));
        instance.setWeight(Double.parseDouble(command.or("weight", "1")));
        instance.setHealthy(command.or("healthy", "true").equals("true"));
        instance.setEnabled(command.or("enabled", "true").equals("true"));
        instance.setEphemeral(command.or("ephemeral", "true").equals("true"));
        instance.setClusterName(command.or("cluster", "DEFAULT"));
        instance.setMetadata(command.under("meta."));
        return instance;
    }

    /** A batch: each "instance" field holds the fields of one instance as a line of its own. */
    private static List<Instance> instances(Line command) {
        List<Instance> instances = new ArrayList<>();
        for (String nested : command.all("instance")) {
            instances.add(instance(Line.parse(nested)));
        }
        return instances;
    }

    private static Line addInstances(Line line, List<Instance> instances) {
        line.with("count", String.valueOf(instances.size()));
        for (Instance instance : instances) {
            Line nested = new Line("instance");
            nested.with("ip", instance.getIp());
            nested.with("port", String.valueOf(instance.getPort()));
            nested.with("healthy", String.valueOf(instance.isHealthy()));
            nested.with("enabled", String.valueOf(instance.isEnabled()));
            nested.with("ephemeral", String.valueOf(instance.isEphemeral()));
            nested.with("weight", String.valueOf(instance.getWeight()));
            nested.with("cluster", instance.getClusterName());
            nested.with("service", instance.getServiceName());
            nested.with("id", instance.getInstanceId());
            for (Map.Entry<String, String> entry : instance.getMetadata().entrySet()) {
                nested.with("meta." + entry.getKey(), entry.getValue());
            }
            line.with("instance", nested.toString());
        }
        return line;
    }

    private synchronized void print(Line line) {
        out.println(line);
        out.flush();
    }
}
