package dev.pharos.bench.load;

/** A server under load; a bare one answers everything alike, so its answers are not looked into. */
record Target(int httpPort, long pid, boolean bare) {
    int grpcPort() {
        return httpPort + 1000;
    }
}
