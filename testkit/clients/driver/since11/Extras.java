package dev.pharos.client.driver;

import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.naming.NamingService;
import com.alibaba.nacos.api.naming.pojo.Instance;
import java.util.List;

/** What a 1.1 client has beyond what all versions share: nothing. */
final class Extras {
    private Extras() {}

    static void batch(NamingService naming, String service, String group, List<Instance> all) {
        throw new UnsupportedOperationException("batch: since 2.1");
    }

    static void batchDeregister(
            NamingService naming, String service, String group, List<Instance> all) {
        throw new UnsupportedOperationException("batch-deregister: since 2.1");
    }

    static boolean publish(
            ConfigService config, String dataId, String group, String content, String type) {
        throw new UnsupportedOperationException("publish with a type: since 1.4");
    }

    static boolean publishCas(
            ConfigService config, String dataId, String group, String content, String md5) {
        throw new UnsupportedOperationException("publish-cas: since 2.0");
    }

    static void shutDown(NamingService naming, ConfigService config) {
        // These clients end with their process.
    }
}
