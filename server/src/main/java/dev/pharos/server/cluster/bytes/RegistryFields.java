package dev.pharos.server.cluster.bytes;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;

/** What services and instances are made of, field by field. */
public final class RegistryFields {
    private RegistryFields() {}

    public static void name(ByteWriter out, ServiceName name) {
        out.text(name.namespace().id());
        out.text(name.group());
        out.text(name.name());
    }

    public static ServiceName name(ByteReader in) {
        return new ServiceName(Namespace.ofId(in.word()), in.word(), in.word());
    }

    public static void instance(ByteWriter out, Instance instance) {
        address(out, instance.address());
        out.real(instance.weight());
        out.flag(instance.healthy());
        out.flag(instance.enabled());
        out.flag(instance.ephemeral());
        out.texts(instance.metadata());
        out.text(instance.id());
    }

    public static Instance instance(ByteReader in) {
        Instance.Address address = address(in);
        return new Instance(
                address.ip(),
                address.port(),
                address.pool(),
                in.real(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.texts(),
                in.text());
    }

    public static void address(ByteWriter out, Instance.Address address) {
        out.text(address.ip());
        out.whole(address.port());
        out.text(address.pool());
    }

    public static Instance.Address address(ByteReader in) {
        return new Instance.Address(in.text(), in.whole(), in.word());
    }
}
