package dev.pharos.core.fault;

/** How {@code app} and the ports report a {@link Fault}; the core itself returns outcomes. */
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
