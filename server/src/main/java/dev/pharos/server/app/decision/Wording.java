package dev.pharos.server.app.decision;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Gray;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.ServiceCommand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a command is called in the log file. */
public final class Wording {
    /** Of more addresses than this, only the number is said. */
    private static final int ADDRESSES_MAX = 3;

    private Wording() {}

    public static String of(RegistryCommand command) {
        return switch (command) {
            case RegistryCommand.Register register ->
                    (register.instances().isEmpty() ? "deregister" : "register")
                            + " service="
                            + register.service()
                            + " instance="
                            + addresses(
                                    register.instances().stream().map(Instance::address).toList())
                            + " ephemeral=true client="
                            + register.client();
            case RegistryCommand.Deregister deregister ->
                    "deregister service="
                            + deregister.service()
                            + " ephemeral=true client="
                            + deregister.client();
            case RegistryCommand.Renew renew ->
                    "renew service=" + renew.service() + " client=" + renew.client();
            case RegistryCommand.Disconnect disconnect ->
                    "disconnect client=" + disconnect.client();
            case RegistryCommand.Sweep _ -> "sweep";
        };
    }

    public static String of(ServiceCommand command) {
        String service = " service=" + command.service();
        return switch (command) {
            case ServiceCommand.Persist persist ->
                    "register"
                            + service
                            + " instance="
                            + address(persist.instance().address())
                            + " ephemeral=false";
            case ServiceCommand.Unpersist gone ->
                    "deregister"
                            + service
                            + " instance="
                            + gone.ip()
                            + ":"
                            + gone.port()
                            + " ephemeral=false";
            case ServiceCommand.CreateService _ -> "create-service" + service;
            case ServiceCommand.UpdateService _ -> "update-service" + service;
            case ServiceCommand.RemoveService _ -> "remove-service" + service;
            case ServiceCommand.UpdatePool update ->
                    "update-pool" + service + " pool=" + update.pool().name();
            case ServiceCommand.Amend amend ->
                    "amend"
                            + service
                            + " instance="
                            + addresses(amend.targets())
                            + set(amend.amendment().enabled(), amend.amendment().weight());
            case ServiceCommand.Adjust adjust ->
                    "amend"
                            + service
                            + " instance="
                            + address(adjust.target())
                            + set(adjust.enabled(), adjust.weight());
            case ServiceCommand.MergeMetadata merge ->
                    "merge-metadata"
                            + service
                            + " instance="
                            + addresses(merge.targets())
                            + " keys="
                            + merge.metadata().size();
            case ServiceCommand.DropMetadata drop ->
                    "drop-metadata"
                            + service
                            + " instance="
                            + addresses(drop.targets())
                            + " keys="
                            + drop.keys().size();
            case ServiceCommand.ForgetAmendments forget ->
                    "forget-amendments" + service + " instances=" + forget.seen().size();
            case ServiceCommand.MarkHealth mark ->
                    "mark-health"
                            + service
                            + " instance="
                            + address(mark.target())
                            + " healthy="
                            + mark.healthy();
        };
    }

    public static String of(ConfigCommand command) {
        return switch (command) {
            case ConfigCommand.Publish publish ->
                    "publish config="
                            + publish.key()
                            + publish.gray()
                                    .map(Gray.Rule::name)
                                    .map(name -> " gray=" + name)
                                    .orElse("")
                            + " md5="
                            + publish.content().md5();
            case ConfigCommand.Remove remove -> "remove config=" + remove.key();
            case ConfigCommand.RemoveGray remove ->
                    "remove config=" + remove.key() + " gray=" + remove.name();
            case ConfigCommand.PurgeHistory _ -> "purge-history";
            case ConfigCommand.TrimHistory _ -> "trim-history";
            case ConfigCommand.LimitCapacity limit ->
                    "limit-capacity "
                            + limit.subject().kind().name()
                            + "="
                            + limit.subject().name();
            case ConfigCommand.CreateNamespace create ->
                    "create-namespace id=" + create.namespace() + " name=" + create.name();
            case ConfigCommand.UpdateNamespace update ->
                    "update-namespace id=" + update.namespace() + " name=" + update.name();
            case ConfigCommand.RemoveNamespace remove ->
                    "remove-namespace id=" + remove.namespace();
        };
    }

    private static String set(Optional<Boolean> enabled, Optional<Double> weight) {
        return enabled.map(on -> " enabled=" + on).orElse("")
                + weight.map(is -> " weight=" + is).orElse("");
    }

    private static String addresses(List<Instance.Address> addresses) {
        return addresses.size() > ADDRESSES_MAX
                ? addresses.size() + " of them"
                : addresses.stream().map(Wording::address).collect(Collectors.joining(","));
    }

    private static String address(Instance.Address address) {
        return address.ip() + ":" + address.port();
    }
}
