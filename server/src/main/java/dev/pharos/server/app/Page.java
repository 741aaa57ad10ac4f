package dev.pharos.server.app;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.List;

/** A part of a long list. */
public record Page<T>(long total, long number, long pages, List<T> items) {
    public Page {
        items = List.copyOf(items);
    }

    /** Which part. Unit: pages are counted from 1. Limit: no list is made as long as asked. */
    public record Request(long number, long size) {
        /** Fails: {@code Invalid}. */
        public Request {
            if (number < 1) {
                throw new FaultException(
                        new Fault.Invalid("pageNo", Long.toString(number), "1 or more"));
            }
            if (size < 1) {
                throw new FaultException(
                        new Fault.Invalid("pageSize", Long.toString(size), "1 or more"));
            }
        }
    }

    /** The asked part of {@code all}; an empty one past the end. */
    public static <T> Page<T> of(List<T> all, Request page) {
        long pages = Math.ceilDiv(all.size(), page.size());
        long from = page.number() > pages ? all.size() : (page.number() - 1) * page.size();
        long to = from + Math.min(page.size(), all.size() - from);
        return new Page<>(all.size(), page.number(), pages, all.subList((int) from, (int) to));
    }
}
