package dev.pharos.client.driver;

import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.naming.NamingService;
import com.alibaba.nacos.api.naming.pojo.Instance;
import java.util.List;

/** What 2.x and 3.x clients have beyond what all versions share. */
final class Extras {
    private Extras() {}

    static void batch(NamingService naming, String service, String group, List<Instance> all)
            throws Exception {
        naming.batchRegisterInstance(service, group, all);
    }

    static void batchDeregister(
            NamingService naming, String service, String group, List<Instance> all)
            throws Exception {
        naming.batchDeregisterInstance(service, group, all);
    }

    static boolean publish(
            ConfigService config, String dataId, String group, String content, String type)
            throws Exception {
        return config.publishConfig(dataId, group, content, type);
    }

    static boolean publishCas(
            ConfigService config, String dataId, String group, String content, String md5)
            throws Exception {
        return config.publishConfigCas(dataId, group, content, md5);
    }

    static void shutDown(NamingService naming, ConfigService config) throws Exception {
        if (naming != null) {
            naming.shutDown();
        }
        if (config != null) {
            config.shutDown();
        }
    }
}
