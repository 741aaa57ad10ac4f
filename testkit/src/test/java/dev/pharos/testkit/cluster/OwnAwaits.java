package dev.pharos.testkit.cluster;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests run side by side, and Awaitility would end the wait of one with what a thread of another
 * has thrown. Found by JUnit itself.
 */
public final class OwnAwaits implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
