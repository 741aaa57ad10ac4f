package dev.pharos.server.cluster.log;

/** Who hears whether writes can go on; until then they should be refused. May not block. */
public interface Room {
    Room UNWATCHED =
            new Room() {
                @Override
                public void gone(LogException.Full why) {}

                @Override
                public void back() {}
            };

    void gone(LogException.Full why);

    /** Once for each time it was gone. */
    void back();
}
