package dev.pharos.server.settings;

/** A setting that stops the start; its message is one line for the operator. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1;

    public SettingException(String line) {
        super(line);
    }
}
