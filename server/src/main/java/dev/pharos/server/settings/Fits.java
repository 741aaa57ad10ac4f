package dev.pharos.server.settings;

import java.util.List;

/**
 * Settings of which one bounds another: each may be within its own bound, and both make no sense.
 */
final class Fits {
    private static final List<Pair<?>> PAIRS =
            List.of(
                    new Pair<>(Keys.PUSH_WINDOW_MIN, Keys.PUSH_WINDOW_MAX, false),
                    new Pair<>(Keys.PUSH_RETRY_MIN, Keys.PUSH_RETRY_MAX, false),
                    new Pair<>(Keys.CONTENT_MAX, Keys.HTTP_BODY_MAX, false),
                    new Pair<>(Keys.HTTP_BODY_MAX, Keys.HTTP_ARRIVING_MAX, true),
                    new Pair<>(Keys.GRPC_SETUP_MAX, Keys.GRPC_MESSAGE_MAX, false),
                    new Pair<>(Keys.GRPC_MESSAGE_MAX, Keys.GRPC_ARRIVING_MAX, true));

    private Fits() {}

    /** {@code isOpen}: 0 for {@code most} means that the node sees to it. */
    private record Pair<T extends Comparable<T>>(Key<T> least, Key<T> most, boolean isOpen) {
        void require(Settings settings) throws SettingException {
            T low = settings.of(least);
            T high = settings.of(most);
            if (low.compareTo(high) <= 0 || (isOpen && high.equals(most.standard()))) {
                return;
            }
            throw new SettingException(
                    least
                            + ": "
                            + least.shown(low)
                            + " (expected: at most "
                            + most
                            + ", which is "
                            + most.shown(high)
                            + ")");
        }
    }

    /**
     * @throws SettingException in one line, the first two that do not fit each other
     */
    static void require(Settings settings) throws SettingException {
        for (Pair<?> pair : PAIRS) {
            pair.require(settings);
        }
    }
}
