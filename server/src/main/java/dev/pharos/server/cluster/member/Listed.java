package dev.pharos.server.cluster.member;

import dev.pharos.core.member.NodeList;
import java.util.Optional;

/**
 * The list of nodes as this node reads it now.
 *
 * @param source whence, as a person calls it
 * @param name when one name stands for all of them; they are those it stands for now
 * @param problem why what is there now cannot be read, so that this is what was there before
 */
public record Listed(NodeList nodes, String source, Optional<Name> name, Optional<String> problem) {
    /**
     * A name that stands for all nodes.
     *
     * @param found for how many it stands now
     * @param size for how many it is to stand; 0 when nobody has said
     */
    public record Name(String name, int found, int size) {}

    Listed but(String why) {
        return new Listed(nodes, source, name, Optional.of(why));
    }

    /** Why these may not be all nodes, in a phrase; empty when they are. */
    Optional<String> partial() {
        if (name.isEmpty() || (name.get().size > 0 && name.get().found >= name.get().size)) {
            return Optional.empty();
        }
        String stands =
                "the name " + name.get().name + " stands for " + name.get().found + " addresses";
        return Optional.of(
                name.get().size > 0
                        ? stands + " of " + name.get().size + " (key pharos.cluster.size)"
                        : stands
                                + ", and nobody has said how many nodes there are (key"
                                + " pharos.cluster.size)");
    }
}
