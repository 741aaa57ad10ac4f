package dev.pharos.server.port;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.registry.ServiceView;

/** What a waiting client is told. */
public sealed interface Notice {
    /** What became of it. */
    Receipt receipt();

    /** A service looks different now. {@code pools} is echoed as the client spelt it. */
    record ServiceChanged(Shared<ServiceView> view, String pools, Receipt receipt)
            implements Notice {}

    /** A configuration may read differently now. */
    record ConfigChanged(ConfigKey key, Receipt receipt) implements Notice {}

    /** Thread: any; never blocks. At most one of the two is called, once. */
    interface Receipt {
        Receipt NONE =
                new Receipt() {
                    @Override
                    public void arrived() {}

                    @Override
                    public void missing() {}
                };

        /** The client has it. */
        void arrived();

        /** No acknowledgement in time, or a negative one. */
        void missing();
    }
}
